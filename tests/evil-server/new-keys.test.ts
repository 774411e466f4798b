import { afterEach, beforeEach, describe, expect } from 'vitest';
import { toWire } from '../../src/contract/wire.ts';
import type { Raw, VaultId } from '../../src/crypto/brands.ts';
import type { Value } from '../../src/crypto/encoding.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { identityFromSeed, type Identity } from '../../src/crypto/identity.ts';
import { newIdentitySeed, randomBytes } from '../../src/crypto/random.ts';
import { successionProof } from '../../src/vault/joining.ts';
import { rejections, type Rejection } from '../../src/vault/verdict.ts';
import { bundleMap } from '../vault/forge.ts';
import { elsewhere, Person, send, fileOf, noise, type Interfere } from '../claims/people.ts';
import type { Attack } from './attacks.ts';
import { leaves, putTogether, replaceAt, spelled, takeApart } from './entries.ts';
import { attack, expectRefused, face, textOf } from './evil.ts';
import { anEpoch, aTeamEpoch, by, forgedInFirm, forgedInVault, teamMembers } from './forger.ts';
import {
	answering,
	firmLogPath,
	isRead,
	keeping,
	logOf,
	pageOf,
	replaced,
	swapped
} from './lies.ts';
import {
	type Account,
	accountOf,
	firmEntries,
	idOf,
	keysWrappedTo,
	nothing,
	setStage,
	type Stage,
	vaultEntries
} from './stage.ts';

let stage: Stage;
beforeEach(async () => {
	stage = await setStage();
});
afterEach(() => stage.portal.close());

async function changeKeys(person: Person): Promise<void> {
	await person.core.makeRecoveryWords();
	await person.core.changeKeys({ passkey: await person.signIn(), withRecovery: true });
}

async function useKit(renata = new Person(stage.portal)): Promise<Person> {
	await renata.core.openKit(stage.kit.join(' '));
	await renata.core.makeRecoveryWords();
	await renata.core.recoverFirm({ name: 'Renata', passkey: await renata.newPasskey() });
	return renata;
}

/** Waits until nothing is done in the background. */
const rotated = (person: Person) =>
	expect.poll(async () => (await person.core.rotation())?.state).not.toBe('running');

/** What the attacker puts in place of a key, a wrap, a proof or a seal; null where there is none of these. */
function substituteFor(value: Value): Raw | null {
	if (!(value instanceof Uint8Array)) return null;
	if (value.length === 1216) return stage.mallory.kem.publicKey;
	if (value.length === 32) return stage.mallory.signing.publicKey;
	return value.length > 32 ? randomBytes(value.length) : null;
}

/** A log up to its newest entry of this kind, with one thing in that replaced: as it was signed, and signed anew. */
async function* substitutions(entries: readonly Raw[], kind: string) {
	const kinds = (await Promise.all(entries.map(parseEntry))).map(({ header }) => header.kind);
	const at = kinds.lastIndexOf(kind);
	expect(at, kind).toBeGreaterThan(0);
	const parts = await takeApart(entries[at] ?? nothing);
	for (const { path, value } of leaves(parts.payload)) {
		const key = substituteFor(value);
		if (!key) continue;
		const changed = { ...parts, payload: replaceAt(parts.payload, path, key) };
		for (const signer of [undefined, stage.mallory.signing]) {
			const kept = replaced(entries, at, putTogether(changed, signer));
			const where = `${kind} ${spelled(path)}${signer ? ', signed anew' : ''}`;
			// In its place, where the entries after it no longer fit; and as the newest, where none does.
			yield { where, key, kept };
			yield { where: `${where}, newest`, key, kept: kept.slice(0, at + 1) };
		}
	}
}

/** A device of the owner’s that was here before what is told now. */
async function ownerElsewhere(): Promise<Person> {
	const there = elsewhere(stage.portal, stage.owner);
	await there.enter();
	return there;
}

async function expectNotBelieved(
	named: Attack,
	log: RegExp,
	{ where, key, kept }: { where: string; key: Raw; kept: readonly Raw[] }
): Promise<void> {
	const { owner, portal, vault, mallory } = stage;
	const reader = elsewhere(portal, owner);
	const lie = keeping(log, () => [...kept]);
	const faced = await face(reader, lie, async () => {
		await reader.enter();
		await reader.core.openVault(vault);
		return { ...(await reader.core.team()), keys: await keysWrappedTo(reader, vault) };
	});
	if (faced.code !== null) {
		expectRefused(named, faced, where);
		return;
	}
	expect(
		reader.alarms.map(({ code }) => code),
		where
	).toContain('entry-forged');
	expect(faced.writes, where).toEqual([]);
	expect(faced.value?.keys, where).not.toContain(toWire(key));
	expect(
		faced.value?.staff.map(({ userId }) => userId),
		where
	).not.toContain(mallory.userId);
}

describe('new keys of a person, and of the firm by its recovery kit', () => {
	attack('01f', async (named) => {
		const { ana, client, vault } = stage;
		await changeKeys(ana);
		await changeKeys(client);
		await useKit();
		const firm = await firmEntries(stage);
		const logs = [
			{ path: firmLogPath, entries: firm, kind: 'staff.rekeyed' },
			{ path: firmLogPath, entries: firm, kind: 'escrow.used' },
			{ path: logOf(vault), entries: await vaultEntries(stage, vault), kind: 'member.rekeyed' }
		];
		let tried = 0;
		for (const { path, entries, kind } of logs)
			for await (const lie of substitutions(entries, kind)) {
				await expectNotBelieved(named, path, lie);
				tried += 1;
			}
		expect(tried).toBeGreaterThan(60);
	});

	attack('01g', async (named) => {
		const { ana, owner, client, vault } = stage;
		const theirs = await accountOf(owner);
		// Another account in the answer: none of it is used.
		const swap = answering(/\/(?:rekey|recover)$/u, (answer) => ({
			...(answer as object),
			account: theirs
		}));
		const before = idOf(ana);
		const faced = await face(ana, swap, () => changeKeys(ana));
		expect(faced.code).toBeNull();
		const { staff } = await owner.core.team();
		expect(idOf(ana)).not.toBe(before);
		expect(staff.map(({ userId }) => userId)).toContain(idOf(ana));
		expect(staff.map(({ userId }) => userId)).not.toContain(before);

		// Thrown away: the person reads logs that do not know them, and writes nothing.
		await rotated(ana);
		for (const person of [ana, client]) {
			const lost = await face(person, discarding(theirs), () => changeKeys(person));
			expect(lost.code ?? 'no effect').toBeOneOf([...named.ends]);
			expect(lost.writes.map(pathOf)).toEqual(['/api/account/rekey']);
			await rotated(person);
			await expectUnheard(person, vault);
		}

		// The same of the kit, with the firm’s log shown as it was.
		const renata = new Person(stage.portal);
		const entries = await firmEntries(stage);
		const asItWas: Interfere = (path, init, pass) =>
			firmLogPath.test(path) && isRead(init)
				? pageOf(entries, Number(/after=(-?\d+)/u.exec(path)?.[1] ?? -1))
				: discarding(theirs)(path, init, pass);
		const used = await face(renata, asItWas, () => useKit(renata));
		expect(used.code ?? 'no effect').toBeOneOf([...named.ends]);
		expect(used.writes.map(pathOf).filter((path) => !path.includes('kits'))).toEqual([]);
		await expectUnheard(renata, vault);

		// The entries in another order.
		await changeKeys(owner);
		const reader = await ownerElsewhere();
		const last = (await firmEntries(stage)).length - 1;
		const turned = keeping(firmLogPath, (all) => swapped(all, last, last - 1));
		const there = elsewhere(stage.portal, owner);
		expectRefused(named, await face(there, turned, () => there.enter()));
		expect(reader.alarms).toEqual([]);
	});

	/** No word of theirs leaves for a log that does not have them, and no file. */
	async function expectUnheard(person: Person, vault: VaultId): Promise<void> {
		const mark = person.sent.length;
		await expect(person.core.makeFolder(vault, '2025')).rejects.toBeTruthy();
		await expect(person.core.renameClient(vault, 'Other')).rejects.toBeTruthy();
		await expect(person.core.inviteClient(vault, 'Other', true)).rejects.toBeTruthy();
		await expect(send(person, vault, fileOf('lost.pdf', noise(30)))).rejects.toBeTruthy();
		expect(person.sent.slice(mark).filter(({ body }) => body !== undefined)).toEqual([]);
	}

	const pathOf = (line: string): string => line.replace(/^\S+ /u, '');

	/** Acknowledges new keys and keeps nothing of them. */
	const discarding =
		(account: Account): Interfere =>
		(path, init, pass) =>
			/\/(?:rekey|recover)$/u.test(path) && textOf(init.body)
				? Promise.resolve(Response.json({ session: 'A'.repeat(22), account }))
				: pass(path, init);

	attack('13d', async (named) => {
		const { ana, client, owner, vault, mallory } = stage;
		const identity = ana.keyholder.session.account.identity;
		const maria = client.keyholder.session.account.identity;
		const firm = owner.keyholder.session.firm.firm;
		const ghost = await identityFromSeed(newIdentitySeed());

		// In the firm’s log: Ana’s place, for a ghost.
		const inPlaceOf = async (from: typeof identity.userId, next: Identity, gone = from) => {
			const members = [...teamMembers(owner, gone), { user: next.userId, kem: next.kem.publicKey }];
			const { team, header } = await aTeamEpoch(owner, from, members);
			const proof = successionProof(next, { firm, vault: null, from });
			const given = [{ epochs: [], team: idBytes(owner.keyholder.session.firm.state.everyone) }];
			return {
				kind: 'staff.rekeyed',
				payload: { bundle: bundleMap(next.bundle), earlier: given, proof, teams: [team] },
				...header
			};
		};
		const asAna = { author: { kind: 'user' as const, id: identity.userId } };
		const wrongProof = await inPlaceOf(identity.userId, ghost);
		const twice = await inPlaceOf(identity.userId, ghost, owner.keyholder.session.userId);
		const rootless = await inPlaceOf(identity.userId, ghost);
		const tries: [Rejection, Parameters<typeof forgedInFirm>[1]][] = [
			['bad-signature', { ...wrongProof, ...asAna, signer: mallory.signing }],
			['unknown-author', { ...(await inPlaceOf(mallory.userId, ghost)), ...by(mallory) }],
			[
				'bad-bundle',
				{
					...wrongProof,
					payload: { ...wrongProof.payload, bundle: bundleMap(mallory.bundle) },
					...by(identity)
				}
			],
			['wrong-recipients', { ...twice, ...by(identity) }],
			[
				'bad-signature',
				{
					...rootless,
					kind: 'escrow.used',
					body: { name: 'Mallory' },
					author: { kind: 'root', id: firm },
					signer: mallory.signing
				}
			]
		];
		for (const [reason, forgery] of tries) {
			const entry = await forgedInFirm(owner, forgery);
			const reader = await ownerElsewhere();
			const lie = keeping(firmLogPath, (entries) => [...entries, entry]);
			const faced = await face(reader, lie, async () => ({
				...(await reader.core.team()),
				keys: await keysWrappedTo(reader, vault)
			}));
			expect(named.ends).toContain('rejected');
			expect(faced.value?.rejected[0]?.rejected).toBe(rejections[reason]);
			expect(faced.value?.staff.length).toBe(2);
			expect(faced.writes).toEqual([]);
			expect(faced.value?.keys).not.toContain(toWire(ghost.kem.publicKey));
		}

		// In the vault’s log: Maria’s place, and one reader more than there may be.
		const recipient = {
			to: 'user' as const,
			id: ghost.userId,
			teamEpoch: null,
			kem: ghost.kem.publicKey
		};
		const { epoch, header } = await anEpoch(client, vault, [recipient]);
		const from = maria.userId;
		const proof = successionProof(ghost, { firm, vault, from });
		const place = {
			kind: 'member.rekeyed',
			payload: { bundle: bundleMap(ghost.bundle), earlier: [], epoch, proof },
			body: { directory: [] },
			...header
		};
		const inVault: [Rejection, Parameters<typeof forgedInVault>[2]][] = [
			['bad-signature', { ...place, author: { kind: 'user', id: from }, signer: mallory.signing }],
			['unknown-author', { ...place, ...by(mallory) }],
			['wrong-recipients', { ...place, ...by(maria) }]
		];
		for (const [reason, forgery] of inVault) {
			const entry = await forgedInVault(owner, vault, forgery);
			const reader = await ownerElsewhere();
			const lie = keeping(logOf(vault), (entries) => [...entries, entry]);
			const faced = await face(reader, lie, async () => ({
				...(await reader.core.openVault(vault)),
				keys: await keysWrappedTo(reader, vault)
			}));
			expect(faced.value?.history[0]?.rejected).toBe(rejections[reason]);
			expect(faced.writes).toEqual([]);
			expect(faced.value?.keys).not.toContain(toWire(ghost.kem.publicKey));
		}

		// Keys that were given up put nobody in their place a second time.
		await changeKeys(ana);
		await owner.core.team();
		const again = await forgedInFirm(owner, {
			...(await inPlaceOf(identity.userId, ghost, idOf(ana))),
			...by(identity)
		});
		const reader = await ownerElsewhere();
		const lie = keeping(firmLogPath, (entries) => [...entries, again]);
		const faced = await face(reader, lie, () => reader.core.team());
		expect(faced.value?.rejected[0]?.rejected).toBe(rejections['unknown-author']);
	});
});

describe('a team’s new key', () => {
	attack('01h', async (named) => {
		const { owner, portal, vault, mallory } = stage;
		const { url } = await owner.core.inviteStaff('Nora', 'preparer');
		const nora = new Person(portal);
		await nora.core.openLink(new URL(url).hash.slice(1));
		await nora.core.makeRecoveryWords();
		const me = await nora.core.join({
			name: 'Nora',
			passkey: await nora.newPasskey(),
			withRecovery: true
		});
		await owner.core.team();
		await owner.core.grantTeam(me.userId, false);
		let tried = 0;
		for await (const lie of substitutions(await firmEntries(stage), 'team.rotated')) {
			await expectNotBelieved(named, firmLogPath, lie);
			tried += 1;
		}
		expect(tried).toBeGreaterThan(10);

		// A ghost among the members: by the server, and by an owner.
		const ghost = { user: mallory.userId, kem: mallory.kem.publicKey };
		for (const signer of [mallory.signing, owner.keyholder.session.account.identity.signing]) {
			const members = [...teamMembers(owner), ghost];
			const { team, header } = await aTeamEpoch(owner, idOf(owner), members);
			const payload = { admit: null, team };
			const entry = await forgedInFirm(owner, { kind: 'team.rotated', payload, ...header, signer });
			const reader = await ownerElsewhere();
			const lie = keeping(firmLogPath, (entries) => [...entries, entry]);
			const faced = await face(reader, lie, async () => ({
				...(await reader.core.team()),
				keys: await keysWrappedTo(reader, vault)
			}));
			expect(faced.value?.rejected[0]?.rejected).toBe(
				rejections[signer === mallory.signing ? 'bad-signature' : 'wrong-recipients']
			);
			expect(faced.value?.keys).toEqual(await keysWrappedTo(owner, vault));
		}
	});

	attack('10c', async (named) => {
		// Readers cannot open the kit’s wrap, so they cannot tell. Only the owner who wrote it could have, with a key that
		// was theirs; the server alone cannot (01h). What holds: the next key goes to the signed escrow key again.
		const { owner, ana, client, vault, mallory } = stage;
		const escrow = mallory.kem.publicKey;
		const { team, header } = await aTeamEpoch(owner, idOf(owner), teamMembers(owner), escrow);
		const payload = { admit: null, team };
		const entry = await forgedInFirm(owner, { kind: 'team.rotated', payload, ...header });
		const { api, session } = owner.keyholder;
		await api.appendFirm(session.firm.firm, entry);
		for (const person of [owner, ana]) {
			const { rejected } = await person.core.team();
			expect(rejected).toEqual([]);
			expect(person.alarms).toEqual([]);
			expect(await keysWrappedTo(person, vault)).not.toContain(toWire(escrow));
		}
		expect(named.ends).toContain('not prevented');

		// The kit opens nothing of that key. It makes an owner all the same, and takes nothing from anybody.
		const renata = await useKit();
		const { state, teams } = renata.keyholder.session.firm;
		expect([...(teams.get(state.everyone)?.earlier.keys() ?? [])]).toEqual([]);
		await ana.core.openVault(vault);
		await ana.core.makeFolder(vault, 'Afterwards');
		await send(client, vault, fileOf('after.pdf', noise(30)));
		const { files, folders } = await renata.core.openVault(vault);
		expect(folders.map(({ name }) => name)).toEqual(['Afterwards']);
		expect(files.map(({ name }) => name)).toContain('after.pdf');
		expect(await keysWrappedTo(renata, vault)).toContain(toWire(state.escrow));
		// Whoever changes the keys next wraps to the signed escrow key: the kit opens all but that one.
		const again = (await useKit()).keyholder.session.firm.teams.get(state.everyone);
		expect([...(again?.earlier.keys() ?? [])]).toEqual([header.epoch + 1, header.epoch - 1]);
	});
});
