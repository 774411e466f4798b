import { afterEach, beforeEach, describe, expect } from 'vitest';
import { appendRequest } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import type { Raw } from '../../src/crypto/brands.ts';
import { isMap, type Value } from '../../src/crypto/encoding.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { rejections } from '../../src/vault/verdict.ts';
import { elsewhere, memoryDevice } from '../claims/people.ts';
import { leaves, putTogether, replaceAt, spelled, takeApart } from './entries.ts';
import { attack, expectRefused, face } from './evil.ts';
import { aFolder } from './forged.ts';
import { by, forgedInFirm, forgedInVault } from './forger.ts';
import { firmLogPath, keeping, logOf, replaced } from './lies.ts';
import {
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

async function anaLeaves(): Promise<void> {
	const { owner, ana } = stage;
	await owner.core.team();
	await owner.core.removeStaff(idOf(ana));
}

async function kindsOf(entries: readonly Raw[]): Promise<string[]> {
	return (await Promise.all(entries.map(parseEntry))).map(({ header }) => header.kind);
}

describe('when somebody leaves', () => {
	attack('01e', async (named) => {
		// Every key and wrap in the entries that new keys come with.
		const { owner, vault, mallory } = stage;
		await anaLeaves();
		await owner.core.openVault(vault);
		await owner.core.makeFolder(vault, 'Afterwards');
		const logs = [
			{ path: firmLogPath, entries: await firmEntries(stage), kind: 'staff.removed' },
			{ path: logOf(vault), entries: await vaultEntries(stage, vault), kind: 'epoch.started' }
		];
		let tried = 0;
		for (const { path, entries, kind } of logs) {
			const at = (await kindsOf(entries)).lastIndexOf(kind);
			expect(at, kind).toBeGreaterThan(0);
			const parts = await takeApart(entries[at] ?? nothing);
			for (const { path: where, value } of leaves(parts.payload)) {
				const size = value instanceof Uint8Array ? value.length : 0;
				const key = size === 1216 ? mallory.kem.publicKey : new Uint8Array(size).fill(9);
				if (size !== 1216 && size !== 1169 && size !== 32) continue;
				const payload = replaceAt(parts.payload, where, key);
				const kept = replaced(entries, at, putTogether({ ...parts, payload }));
				const reader = elsewhere(stage.portal, owner);
				const faced = await face(
					reader,
					keeping(path, () => kept),
					async () => {
						await reader.enter();
						return reader.core.openVault(vault);
					}
				);
				tried += 1;
				if (faced.code !== null) expectRefused(named, faced, spelled(where));
				else expect(await keysWrappedTo(reader, vault)).not.toContain(toWire(key));
			}
		}
		expect(tried).toBeGreaterThan(6);
	});

	attack('10b', async (named) => {
		// A flag in an entry: a field that nobody signed, and a kind of entry that does not exist, signed by an owner.
		const { owner, vault, mallory } = stage;
		const before = await keysWrappedTo(owner, vault);
		const entries = await firmEntries(stage);
		const histories: Raw[][] = [];
		for (const [at, bytes] of entries.entries()) {
			const parts = await takeApart(bytes);
			const payload: Value = {
				...(isMap(parts.payload) ? parts.payload : {}),
				recovery: mallory.kem.publicKey
			};
			histories.push(replaced(entries, at, putTogether({ ...parts, payload })));
		}
		const policy = await forgedInFirm(owner, {
			kind: 'firm.policy',
			payload: { recovery: mallory.kem.publicKey }
		});
		histories.push([...entries, policy]);
		for (const kept of histories) {
			const reader = elsewhere(stage.portal, owner);
			const faced = await face(
				reader,
				keeping(firmLogPath, () => kept),
				async () => {
					await reader.enter();
					return { team: await reader.core.team(), keys: await keysWrappedTo(reader, vault) };
				}
			);
			if (faced.code !== null) {
				expectRefused(named, faced);
				continue;
			}
			expect(faced.value?.team.rejected.length).toBe(1);
			expect(faced.value?.keys).toEqual(before);
		}
	});

	attack('11c', async (named) => {
		// The new keys of a team and of a vault, as they leave the client: for those who stay, and nobody else.
		const { owner, vault, ana, mallory } = stage;
		const mark = owner.sent.length;
		await anaLeaves();
		await owner.core.makeFolder(vault, 'Afterwards');
		const entries = owner.sent
			.slice(mark)
			.flatMap(({ method, path, body }) =>
				method === 'POST' && /\/log$/u.test(path)
					? [appendRequest.parse(JSON.parse(String(body))).entry]
					: []
			);
		const kinds = await kindsOf(entries);
		expect(kinds).toContain('staff.removed');
		const removal = await takeApart(entries[kinds.indexOf('staff.removed')] ?? nothing);
		const members = leaves(removal.payload).filter(({ path }) => path.at(-1) === 'user');
		const named32 = members
			.filter(({ path }) => path.includes('members'))
			.map(({ value }) => toWire(value instanceof Uint8Array ? new Uint8Array(value) : nothing));
		expect(named32).toEqual([toWire(idBytes(idOf(owner)))]);
		for (const person of [ana, owner]) expect(person.keyholder.isOpen).toBe(true);
		expect(await keysWrappedTo(owner, vault)).not.toContain(toWire(mallory.kem.publicKey));
		expect(named.ends).toContain('no effect');
	});

	attack('13c', async (named) => {
		// Ana, who left, and the server: her entries are shown to the firm, and a ghost is let in on her word.
		const { owner, ana, vault, mallory } = stage;
		const before = await forgedInVault(ana, vault, aFolder());
		await anaLeaves();
		const identity = ana.keyholder.session.account.identity;
		const { state } = await owner.keyholder.session.vault(vault);
		const after = await forgedInVault(owner, vault, { ...aFolder(), ...by(identity) });
		for (const entry of [before, after]) {
			const reader = elsewhere(stage.portal, owner);
			await reader.enter();
			const lie = keeping(logOf(vault), (entries) => [...entries, entry]);
			const faced = await face(reader, lie, () => reader.core.openVault(vault));
			if (faced.code !== null) expectRefused(named, faced);
			else {
				expect(faced.value?.folders).toEqual([]);
				expect(faced.value?.history[0]?.rejected).not.toBeNull();
			}
		}
		const ghost = await forgedInFirm(owner, {
			kind: 'firm.changed',
			body: { name: 'Mallory & Co', mark: { colour: 'pine', initials: 'M' } },
			...by(identity)
		});
		const reader = elsewhere(stage.portal, owner);
		const faced = await face(
			reader,
			keeping(firmLogPath, (entries) => [...entries, ghost]),
			async () => {
				await reader.enter();
				return reader.core.team();
			}
		);
		expect(faced.value?.rejected[0]?.rejected).toBe(rejections['unknown-author']);
		expect(state.members.size).toBe(1);
		expect(mallory.userId).not.toBe(identity.userId);
	});

	attack('14h', async (named) => {
		// The removal is hidden from a colleague, who would go on wrapping to the one who left.
		const { owner, portal, ana, vault } = stage;
		const colleague = elsewhere(portal, owner, memoryDevice());
		await colleague.enter();
		await colleague.core.openVault(vault);
		const { length } = await firmEntries(stage);
		await anaLeaves();
		await owner.core.makeFolder(vault, 'Afterwards');
		const hiding = keeping(firmLogPath, (entries) => entries.slice(0, length));
		const faced = await face(colleague, hiding, () => colleague.core.openVault(vault));
		expectRefused(named, faced);
		expect(ana.sent.length).toBeGreaterThan(0);
	});
});
