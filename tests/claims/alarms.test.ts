import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeBase64url } from '../../src/crypto/base64url.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { parseLinkSecret } from '../../src/crypto/link.ts';
import { entropyFromWords } from '../../src/crypto/words.ts';
import type { Evidence } from '../../src/vault/evidence.ts';
import { findTraces } from '../e2e/fixtures/traces.ts';
import { expectSilence, face } from '../evil-server/evil.ts';
import { aFolder, madeUpKey } from '../evil-server/forged.ts';
import { by, forgedInVault } from '../evil-server/forger.ts';
import {
	answering,
	firmLogPath,
	flipped,
	honest,
	keeping,
	logOf,
	replaced,
	storing
} from '../evil-server/lies.ts';
import {
	accountOf,
	fileNamed,
	firmEntries,
	nothing,
	setStage,
	type Stage,
	vaultEntries
} from '../evil-server/stage.ts';
import {
	elsewhere,
	fileOf,
	fragmentOf,
	memoryDevice,
	noise,
	Person,
	send,
	type Interfere
} from './people.ts';
import { secretsOf } from './thief.ts';

let stage: Stage;
beforeEach(async () => {
	stage = await setStage();
});
afterEach(() => stage.portal.close());

/** Somebody at a device that has read both vaults and knows their heads. */
async function knowing(person: Person): Promise<Person> {
	const there = elsewhere(stage.portal, person, memoryDevice());
	await there.enter();
	for (const vault of [stage.vault, stage.otherVault]) await there.core.openVault(vault);
	return there;
}

describe('after the portal was caught lying about a log', () => {
	test('C41 nothing more is signed, wrapped or uploaded to that log, whatever the portal says then', async () => {
		const { owner, client, vault, otherVault } = stage;
		const entries = await vaultEntries(stage, vault);
		const [genesis = nothing] = entries;
		const lies: Record<string, Interfere> = {
			'cut back': keeping(logOf(vault), () => entries.slice(0, -1)),
			'an entry again': keeping(logOf(vault), () => [...entries, genesis]),
			'not an entry': keeping(logOf(vault), () => [...entries, noise(90)])
		};
		for (const [name, lie] of Object.entries(lies)) {
			const victim = await knowing(owner);
			const faced = await face(victim, lie, () => victim.core.openVault(vault));
			expect([name, faced.alarming, faced.writes]).toEqual([name, true, []]);
			await expectSilence(victim, vault);
			const removing = await face(victim, honest, () =>
				victim.core.removeMember(vault, client.keyholder.session.userId)
			);
			expect([removing.code, removing.writes]).toEqual([faced.code, []]);
			// Another client’s vault did not lie.
			await victim.core.makeFolder(otherVault, name);
		}
		const { folders } = await owner.core.openVault(otherVault);
		expect(folders.length).toBe(Object.keys(lies).length);
	}, 60_000);

	test('C41 a fork of the firm’s log closes every vault, and nobody is admitted, removed or given new keys', async () => {
		const { owner, ana, portal, vault, otherVault } = stage;
		const victim = await knowing(owner);
		const { length } = await firmEntries(stage);
		// Another of the owner’s devices writes on; this one is kept in the past.
		const freeze = keeping(firmLogPath, (entries) => entries.slice(0, length));
		await owner.core.inviteStaff('Unseen', 'preparer');
		await owner.core.makeFolder(vault, 'Unseen');
		const faced = await face(victim, freeze, () => victim.core.openVault(vault));
		expect([faced.code, faced.writes]).toEqual(['log-forked', []]);

		for (const id of [vault, otherVault]) await expectSilence(victim, id);
		const anas = ana.keyholder.session.userId;
		await victim.core.makeRecoveryWords();
		const passkey = await victim.signIn();
		const deeds: Record<string, () => Promise<unknown>> = {
			createClient: () => victim.core.createClient('Another'),
			inviteStaff: () => victim.core.inviteStaff('Another', 'preparer'),
			grantTeam: () => victim.core.grantTeam(anas, true),
			removeStaff: () => victim.core.removeStaff(anas),
			changeFirm: () => victim.core.changeFirm('Another', { colour: 'plum', initials: 'A' }),
			changeKeys: () => victim.core.changeKeys({ passkey, withRecovery: true }),
			openVault: () => victim.core.openVault(otherVault)
		};
		for (const [name, deed] of Object.entries(deeds)) {
			const tried = await face(victim, honest, deed);
			expect([name, tried.code, tried.writes]).toEqual([name, 'log-forked', []]);
		}
		await face(victim, honest, () => victim.core.continueRotation());
		expect(await firmEntries(stage)).toHaveLength(length + 1);
		// Who was told the truth goes on.
		const other = elsewhere(portal, owner);
		await other.enter();
		await other.core.makeFolder(otherVault, 'Goes on');
	}, 60_000);

	test('C41 an upload under way stops before its next part', async () => {
		const { client, vault } = stage;
		const entries = await vaultEntries(stage, vault);
		const fork = keeping(logOf(vault), () => [...entries, entries[1] ?? nothing]);
		const parts: string[] = [];
		client.interfere = async (path, init, pass) => {
			if (!/\/parts\//u.test(path)) return pass(path, init);
			parts.push(path);
			if (parts.length === 1) {
				client.interfere = (...sent) =>
					/\/parts\//u.test(sent[0]) ? counted(...sent) : fork(...sent);
				await expect(client.core.openVault(vault)).rejects.toMatchObject({ code: 'log-broken' });
			}
			return pass(path, init);
		};
		const counted: Interfere = (path, init, pass) => {
			parts.push(path);
			return pass(path, init);
		};
		const sending = send(client, vault, fileOf('large.bin', noise(20_000_000)));
		await expect(sending).rejects.toMatchObject({ message: 'log-broken' });
		expect(parts.length).toBe(1);
	}, 60_000);
});

describe('the record of an alarm', () => {
	/** One of each kind of alarm, as somebody could save it. */
	async function alarms(link: string): Promise<Evidence[]> {
		const { owner, client, portal, vault, otherVault, mallory } = stage;
		const records: (Evidence | null)[] = [];
		const entries = await vaultEntries(stage, vault);

		const cut = await knowing(owner);
		const shorter = keeping(logOf(vault), () => entries.slice(0, -1));
		records.push((await face(cut, shorter, () => cut.core.openVault(vault))).evidence);

		const other = elsewhere(portal, owner);
		await other.enter();
		const others = keeping(logOf(vault), () => vaultEntries(stage, otherVault));
		records.push((await face(other, others, () => other.core.openVault(vault))).evidence);

		const reader = await knowing(owner);
		const planted = await forgedInVault(owner, vault, {
			...aFolder(),
			...by(mallory),
			bodyKey: madeUpKey()
		});
		const more = keeping(logOf(vault), (all) => [...all, planted]);
		await face(reader, more, () => reader.core.openVault(vault));
		records.push(...reader.alarms);

		const file = await fileNamed(owner, vault, 'Canary-file.txt');
		const junk = storing(noise(70_000));
		records.push((await face(owner, junk, () => owner.core.openFile(vault, file.file))).evidence);

		const theirs = await accountOf(client);
		const there = elsewhere(portal, owner);
		const { passkeys } = await accountOf(owner);
		const exchanged = answering(/\/sign-in$/u, (answer) => ({
			...(answer as object),
			account: { ...theirs, passkeys }
		}));
		records.push((await face(there, exchanged, () => there.enter())).evidence);

		const guest = new Person(portal);
		const wrong = keeping(firmLogPath, (all) => replaced(all, 0, flipped(all[0] ?? nothing, 700)));
		records.push((await face(guest, wrong, () => guest.core.openLink(link))).evidence);

		const frozen = await knowing(owner);
		const { length } = await firmEntries(stage);
		await owner.core.inviteStaff('Canary colleague', 'preparer');
		await owner.core.makeFolder(vault, 'Canary folder');
		const freeze = keeping(firmLogPath, (all) => all.slice(0, length));
		records.push((await face(frozen, freeze, () => frozen.core.openVault(vault))).evidence);
		return records.filter((record) => record !== null);
	}

	test('C42 holds no key, no name and no plaintext, whatever rang', async () => {
		const { owner, ana, client, otherClient, kit, usedLink, vault } = stage;
		await owner.core.changeFirm('Canary & Partners', { colour: 'plum', initials: 'CP' });
		await owner.core.renameClient(vault, 'Canary client');
		const content = 'Canary content of a document';
		await send(client, vault, new File([content], 'Canary-file.txt', { type: 'text/canary' }));
		const { url } = await owner.core.inviteClient(vault, 'Canary guest', true);
		const records = await alarms(fragmentOf(url));
		expect(records.map(({ code }) => code)).toEqual([
			'log-rolled-back',
			'log-broken',
			'entry-forged',
			'file-damaged',
			'account-damaged',
			'wrong-firm',
			'log-forked'
		]);
		for (const { format, reading, ids } of records)
			expect({ format, reading, ids }).toMatchObject({
				format: 'tallyport evidence 1',
				reading: expect.any(String) as string
			});

		const people = [owner, ana, client, otherClient];
		const secrets = [
			...people.flatMap((person) => [...secretsOf(person), person.prf]),
			...people.flatMap(({ keyholder }) => {
				const { signing, kem } = keyholder.session.account.identity;
				return [signing.seed, kem.seed];
			}),
			...[usedLink, fragmentOf(url)].map((fragment) => parseLinkSecret(fragment)),
			entropyFromWords(kit.join(' '))
		];
		expect(secrets.length).toBeGreaterThan(30);
		const traces = records.map((record) => ({
			place: record.code,
			bytes: Buffer.from(JSON.stringify(record))
		}));
		for (const secret of secrets) expect(findTraces(secret, traces)).toEqual([]);
		for (const word of [
			'Canary',
			content,
			'text/canary',
			// One word alone may be a word of the record's own, such as "evidence".
			...kit.slice(1).map((word, before) => `${String(kit[before])} ${word}`)
		])
			expect(findTraces(word, traces)).toEqual([]);
		const entries = await Promise.all((await vaultEntries(stage, vault)).map(parseEntry));
		for (const { sealedBody } of entries)
			if (sealedBody) expect(findTraces(sealedBody.slice(40, 80), traces)).toEqual([]);

		// The search finds what is there: signatures, and a secret if there were one.
		const shown = records.flatMap((record) => record.shown ?? []);
		const entry = entries.find(({ hash }) => shown.some((one) => one.hash === hash));
		if (!entry) throw new Error('nothing shown');
		expect(findTraces(entry.signature, traces)).not.toEqual([]);
		const [secret = nothing] = secrets;
		const leak = [{ place: 'leak', bytes: Buffer.from(JSON.stringify(encodeBase64url(secret))) }];
		expect(findTraces(secret, leak)).not.toEqual([]);
	}, 60_000);
});
