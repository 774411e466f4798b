import { describe, expect, test } from 'vitest';
import { flipped } from '../../tests/vault/forge.ts';
import { refusalOf } from '../../tests/vault/world.ts';
import { encode, type Value } from '../crypto/encoding.ts';
import { entryHashFrom, firmIdFrom, idBytes, newVaultId, userIdFrom } from '../crypto/ids.ts';
import { directoryKeyFrom } from '../crypto/keys.ts';
import { linkKeys } from '../crypto/link.ts';
import { newLinkSecret, randomBytes } from '../crypto/random.ts';
import { seal } from '../crypto/seal.ts';
import { openCapsule, sealCapsule, type Capsule } from './capsule.ts';

const { capsuleKey, inviteId } = await linkKeys(newLinkSecret());
const other = await linkKeys(newLinkSecret());
const head = (seq: number) => ({ seq, hash: entryHashFrom(randomBytes(32)) });
const staff: Capsule = {
	kind: 'staff',
	firm: firmIdFrom(randomBytes(32)),
	firmName: 'Alder & Finch',
	mark: { colour: 'pine', initials: 'AF' },
	firmHead: head(4),
	directory: new Map([[1, directoryKeyFrom(randomBytes(32))]]),
	inviter: userIdFrom(randomBytes(32)),
	name: 'Petra',
	expires: 1_760_000_000_000
};
const client: Capsule = {
	...staff,
	kind: 'client',
	vault: newVaultId(),
	genesis: entryHashFrom(randomBytes(32)),
	vaultHead: head(2)
};

describe('a capsule', () => {
	test.each([staff, client])('opens with its link', async (capsule) => {
		const sealed = await sealCapsule(capsuleKey, inviteId, capsule);
		expect(await openCapsule(capsuleKey, inviteId, sealed)).toEqual(capsule);
	});

	test('does not open with another link, nor under another invitation’s id', async () => {
		const sealed = await sealCapsule(capsuleKey, inviteId, client);
		const open = (key: typeof capsuleKey, id: typeof inviteId) =>
			refusalOf(() => openCapsule(key, id, sealed));
		expect(await open(other.capsuleKey, inviteId)).toBe('open-failed');
		expect(await open(capsuleKey, other.inviteId)).toBe('open-failed');
	});

	test('does not open when any byte was changed', async () => {
		const sealed = await sealCapsule(capsuleKey, inviteId, staff);
		for (let i = 0; i < sealed.length; i++)
			expect(await refusalOf(() => openCapsule(capsuleKey, inviteId, flipped(sealed, i)))).toBe(
				'open-failed'
			);
	});

	test('never says what it holds', async () => {
		const sealed = await sealCapsule(capsuleKey, inviteId, client);
		expect(Buffer.from(sealed).includes('Alder')).toBe(false);
	});
});

describe('a capsule whose contents make no sense is refused', () => {
	const right: Record<string, Value> = {
		directory: [],
		expires: 5,
		firm: idBytes(staff.firm),
		firmHead: { hash: randomBytes(32), seq: 0 },
		firmName: 'A',
		inviter: idBytes(staff.inviter),
		kind: 'staff',
		mark: { colour: 'pine', initials: 'A' },
		name: 'P'
	};
	const answer = async (map: Value) => {
		const sealed = await seal('capsule', capsuleKey, { object: idBytes(inviteId) }, encode(map));
		return refusalOf(() => openCapsule(capsuleKey, inviteId, sealed));
	};

	test('unless it is right', async () => {
		expect(await answer(right)).toBe('accepted');
	});

	const cases: [string, Value, string][] = [
		['another kind', { ...right, kind: 'owner' }, 'capsule-mismatch'],
		['a client’s without its vault', { ...right, kind: 'client' }, 'capsule-mismatch'],
		['a staff capsule with a vault', { ...right, vault: randomBytes(16) }, 'capsule-mismatch'],
		['no time', { ...right, expires: null }, 'capsule-mismatch'],
		['no map', 'text', 'capsule-mismatch'],
		['an id of the wrong length', { ...right, firm: randomBytes(16) }, 'malformed']
	];
	test.each(cases)('%s', async (_, map, code) => {
		expect(await answer(map)).toBe(code);
	});
});
