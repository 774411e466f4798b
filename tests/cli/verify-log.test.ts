import { readFileSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeBase64url, encodeBase64url } from '../../src/crypto/base64url.ts';
import type { VaultId } from '../../src/crypto/brands.ts';
import type { Value } from '../../src/crypto/encoding.ts';
import { signEntry, type Head, type ParsedEntry } from '../../src/crypto/entry.ts';
import { epochKeys, openPreviousEpoch } from '../../src/crypto/epoch.ts';
import { identityFromSeed } from '../../src/crypto/identity.ts';
import { epochSealKeyFrom, epochSecretFrom } from '../../src/crypto/keys.ts';
import { openingOf } from '../../src/crypto/opening.ts';
import { newIdentitySeed } from '../../src/crypto/random.ts';
import { headsText, parseHeads } from '../../src/vault/heads-file.ts';
import { fileOf, foundFirm, hire, noise, send, welcome, type Person } from '../claims/people.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { Desk, edited, entriesAt, headsOf, recordsOf } from './records.ts';

/** One firm with a preparer and two clients, and a second firm elsewhere. */
let portal: TestPortal;
let elsewhere: TestPortal;
let owner: Person;
let preparer: Person;
let stranger: Person;
let client: Person;
let vault: VaultId;
let desk: Desk;
let named: string;
let sealed: string;
let heads: string;

beforeAll(async () => {
	[portal, elsewhere, desk] = await Promise.all([openPortal(), openPortal(), Desk.clear()]);
	({ owner } = await foundFirm(portal));
	({ owner: stranger } = await foundFirm(elsewhere, { firm: 'Elsewhere', owner: 'Eve' }));
	preparer = await hire(portal, owner, 'Petra');
	({ vault, client } = await welcome(portal, preparer, 'Cleo Client'));
	await send(client, vault, fileOf('wages.pdf', noise(3000)), fileOf('rent.pdf', noise(300)));
	const view = await preparer.core.openVault(vault);
	const folder = await preparer.core.makeFolder(vault, 'Year 2026');
	await preparer.core.moveFiles(vault, [view.files[0]!.file], folder);
	await preparer.core.removeFile(vault, view.files[1]!.file);
	await welcome(portal, owner, 'Second Client');
	named = await recordsOf(portal, owner, null, true);
	sealed = await recordsOf(portal, owner, null, false);
	heads = await headsOf(portal, owner);
	await desk.keep('named.txt', named);
	await desk.keep('sealed.txt', sealed);
	await desk.keep('heads.txt', heads);
}, 60_000);
afterAll(async () => {
	await Promise.all([portal.close(), elsewhere.close(), desk.leave()]);
});

/** What the command says of the records after `change`. */
async function verify(change: (lines: string[]) => string[], ...options: string[]) {
	await desk.keep('changed.txt', edited(named, change));
	return desk.tallyport('verify-log', 'changed.txt', ...options);
}

describe('tallyport verify-log', () => {
	test('C50 finds a firm’s records sound, with no portal to ask, and says who signed what', async () => {
		const { code, out, err } = await desk.tallyportByHand('verify-log', 'named.txt');
		expect(err).toBe('');
		expect(code).toBe(0);
		expect(out).toContain('Harbor & Finch');
		expect(out).toContain('SOUND: every entry follows');
		const me = await preparer.core.me();
		const who = `[${me!.userId.slice(0, 8)}]  Petra  ${me!.fingerprint}  ${me!.userId}`;
		expect(out).toContain(`preparer  ${who}`);
		expect(out).toMatch(
			/firm\.genesis +The recovery kit \[\S{8}\] founded Harbor & Finch with Olu/u
		);
		expect(out).toMatch(/folder\.made +Petra \[\S{8}\] made the folder Year 2026/u);
		expect(out).toMatch(/file\.added +Cleo Client \[\S{8}\] added wages\.pdf/u);
		expect(out).toMatch(/file\.removed +Petra/u);
		expect(out).toContain('Vault of Second Client');
		expect(out).toContain('0 rejected, 0 not judged');
	});

	test('tells a program the same in JSON', async () => {
		const { code, out } = await desk.tallyport('verify-log', 'named.txt', '--json');
		expect(code).toBe(0);
		const { session } = owner.keyholder;
		const last = { kind: 'file.removed', standing: 'applied', reason: null };
		expect(JSON.parse(out)).toMatchObject({
			sound: true,
			name: 'Harbor & Finch',
			expectedFirm: null,
			firmLog: { head: session.firm.state.head, fault: null },
			vaults: expect.arrayContaining([
				expect.objectContaining({
					vault,
					name: 'Cleo Client',
					head: (await session.vault(vault)).state.head,
					entries: expect.arrayContaining([expect.objectContaining(last)])
				})
			])
		});
	});

	test('judges records without names by all that is public, and shows no name', async () => {
		const { code, out } = await desk.tallyport('verify-log', 'sealed.txt');
		expect(code).toBe(0);
		// As a word: four letters turn up in ids and hashes.
		for (const name of ['Harbor', 'Petra', 'Cleo', 'wages', 'Year 2026'])
			expect(out).not.toMatch(new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'u'));
		expect(out).toContain((await preparer.core.me())!.fingerprint);
		expect(out).toMatch(/folder\.made .* contents sealed/u);
		expect(out).toMatch(/file\.removed .* contents sealed/u);
		expect(out).toContain('0 rejected');
	});

	test('reads what a client saves: their vault and the firm’s log', async () => {
		const file = await recordsOf(portal, client, null, true);
		await desk.keep('client.txt', file);
		const { code, out } = await desk.tallyport('verify-log', 'client.txt');
		expect(code).toBe(0);
		expect(file.match(/^vault .*$/gmu)).toEqual([`vault ${vault}`]);
		expect(out).toContain('Vault of Cleo Client');
		expect(out).toContain('Petra');
		expect(out).not.toContain('Second Client');
	});

	test('reaches no network: none of its modules asks for one', async () => {
		const { output } = await cruise(['src/cli/verify-log.ts'], {
			doNotFollow: { path: 'node_modules' }
		});
		if (typeof output === 'string') throw new Error(output);
		const reached = output.modules.map(({ source }) => source);
		const ours = reached.filter((module) => module.startsWith('src/'));
		expect(ours).toContain('src/vault/fold-firm.ts');
		expect(ours).toContain('src/vault/fold-vault.ts');
		const asking = /\b(fetch|XMLHttpRequest|WebSocket|EventSource)\(/u;
		expect(ours.filter((module) => asking.test(readFileSync(module, 'utf8')))).toEqual([]);
		const others = reached.filter((module) => !module.startsWith('src/'));
		expect(others.filter((module) => !module.startsWith('node_modules/'))).toEqual(['fs/promises']);
	}, 60_000);

	test('C51 records with names hold nothing that opens a document or an earlier key', async () => {
		const log = await owner.keyholder.session.vault(vault);
		const epochs = [...log.state.epochs.values()];
		expect(epochs.length).toBeGreaterThan(1);
		const entries = named.split('\n').filter((line) => line.startsWith('entry '));
		const openings = entries.flatMap((line) => line.split(' ')[2] ?? []);
		const secrets = epochs.map(({ epoch }) => encodeBase64url(log.epoch(epoch).secret));
		const seals = epochs.map(({ epoch }) => encodeBase64url(log.epoch(epoch).seal));
		expect(openings.filter((text) => [...secrets, ...seals].includes(text))).toEqual([]);
		expect(openings.length).toBeGreaterThan(8);
		for (const text of openings) {
			const opening = decodeBase64url(text);
			const { age } = await epochKeys(epochSecretFrom(opening));
			expect(epochs.map(({ kem }) => encodeBase64url(kem))).not.toContain(
				encodeBase64url(age.publicKey)
			);
			for (const { epoch, previous } of epochs) {
				if (!previous) continue;
				const place = { firm: log.state.firm, vault, epoch };
				const opened = openPreviousEpoch(epochSealKeyFrom(opening), place, previous);
				await expect(opened).rejects.toMatchObject({ code: 'open-failed' });
			}
		}
	});

	test('leaves out the list of entries when asked, but never a rejected one or the head', async () => {
		const { out } = await desk.tallyport('verify-log', 'named.txt', '--summary');
		expect(out).not.toContain('folder.made');
		expect(out.match(/^ +Head +\d+ \S{43}$/gmu)).toHaveLength(3);
	});

	test('shows control characters in a name as code points, not to the terminal', async () => {
		const evil = 'Eve\u001b[2K\u202eterces';
		const { session } = owner.keyholder;
		const { head, teams, everyone } = session.firm.state;
		const key = session.firm.directory.get(teams.get(everyone)!.epoch)!;
		const entry = await ownersEntry(head, { mark: { colour: 'pine', initials: 'HF' }, name: evil });
		const line = `entry ${encodeBase64url(entry.bytes)} ${encodeBase64url(await openingOf(entry, key))}`;
		const { code, out } = await verify((lines) =>
			lines.toSpliced(entriesAt(lines, -1).end, 0, line)
		);
		expect(code).toBe(0);
		expect(out).toContain('Eve\\u{1b}[2K\\u{202e}terces');
		const json = await desk.tallyport('verify-log', 'changed.txt', '--json');
		expect(JSON.parse(json.out).name).toBe(evil);
		for (const text of [out, json.out])
			for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character);
	});
});

describe('the trust anchor', () => {
	test.each(['id', 'fingerprint'])('accepts the firm’s own %s', async (which) => {
		const { firm } = owner.keyholder.session;
		const { fingerprint } = JSON.parse(
			(await desk.tallyport('verify-log', 'sealed.txt', '--json')).out
		);
		const given = which === 'id' ? firm.firm : fingerprint;
		const { code, out } = await desk.tallyport('verify-log', 'sealed.txt', `--firm=${given}`);
		expect([code, out]).toEqual([0, expect.stringContaining('This is the firm given')]);
	});

	test('refuses another firm’s records', async () => {
		const { firm } = stranger.keyholder.session.firm;
		const { code, out } = await desk.tallyport('verify-log', 'sealed.txt', `--firm=${firm}`);
		expect([code, out]).toEqual([1, expect.stringContaining('WRONG FIRM')]);
	});

	test('does not guess what a mistyped one means', async () => {
		for (const given of ['12345 67890', 'harbor']) {
			const { code, err } = await desk.tallyport('verify-log', 'sealed.txt', `--firm=${given}`);
			expect([code, err]).toEqual([2, expect.stringMatching(/firm/u)]);
		}
	});

	test('says that another firm’s entries are not this firm’s', async () => {
		const theirs = await recordsOf(elsewhere, stranger, null, true);
		const { code, out } = await verify((lines) => {
			const { start } = entriesAt(lines, -1);
			return lines.with(start, theirs.split('\n')[3]!);
		});
		expect([code, out]).toEqual([1, expect.stringContaining('belongs to another firm')]);
	});

	test('refuses a genesis whose keys are not those of the firm that the file names', async () => {
		const { code, out } = await verify((lines) => {
			const forged = decodeBase64url(lines[3]!.split(' ')[1]!);
			forged[forged.length - 100] = forged.at(-100)! ^ 1;
			return lines.with(3, `entry ${encodeBase64url(forged)}`);
		});
		expect([code, out]).toEqual([1, expect.stringContaining('BROKEN   at entry 0 (line 4')]);
	});
});

describe('files that are not whole', () => {
	test('a file cut short by a crash or a mail program is named as such, and nothing in it is judged', async () => {
		await desk.keep('cut.txt', named.slice(0, named.length / 2));
		const { code, out, err } = await desk.tallyport('verify-log', 'cut.txt');
		expect([code, out]).toEqual([2, '']);
		expect(err).toMatch(/^cut\.txt: The file is not complete/u);
	});

	test('a line that was edited is named', async () => {
		const file = edited(named, (lines) => lines.with(4, lines[4]!.replace('entry', 'Entry')));
		await desk.keep('edited.txt', file);
		const { code, err } = await desk.tallyport('verify-log', 'edited.txt');
		expect([code, err]).toEqual([2, expect.stringContaining('edited.txt, line 5: ')]);
	});

	test('a file that is not there is an error of its own', async () => {
		const { code, err } = await desk.tallyport('verify-log', 'gone.txt');
		expect([code, err]).toEqual([2, 'gone.txt cannot be read.\n']);
	});

	test('a wrong option is an error of its own', async () => {
		const { code, err } = await desk.tallyport('verify-log', 'named.txt', '--trust-me');
		expect([code, err]).toEqual([2, expect.stringContaining('unknown option')]);
	});
});

describe('logs that were tampered with', () => {
	const broken = (reason: string): unknown => [1, expect.stringContaining(reason)];

	test('C50 an entry left out is noticed', async () => {
		const { code, out } = await verify((lines) =>
			lines.toSpliced(entriesAt(lines, 0).start + 1, 1)
		);
		expect([code, out]).toEqual(broken('one is missing, repeated or out of order'));
		expect(out).toContain('NOT SOUND');
	});

	test('entries in another order are noticed', async () => {
		const { code, out } = await verify((lines) => {
			const at = entriesAt(lines, 0).start + 1;
			return lines.with(at, lines[at + 1]!).with(at + 1, lines[at]!);
		});
		expect([code, out]).toEqual(broken('one is missing, repeated or out of order'));
	});

	test('an entry repeated is noticed', async () => {
		const { code, out } = await verify((lines) => {
			const at = entriesAt(lines, -1).start + 1;
			return lines.toSpliced(at, 0, lines[at]!);
		});
		expect([code, out]).toEqual(broken('one is missing, repeated or out of order'));
	});

	test('vaults exchanged for each other are noticed', async () => {
		const { code, out } = await verify((lines) => {
			const [a, b] = lines.flatMap((line, i) => (line.startsWith('vault ') ? [i] : []));
			return lines.with(a!, lines[b!]!).with(b!, lines[a!]!);
		});
		expect([code, out]).toEqual(broken('belongs to another log'));
	});

	test('a firm’s log cut short is noticed by what the vaults quote', async () => {
		const { code, out } = await verify((lines) => {
			const { start, end } = entriesAt(lines, -1);
			return lines.toSpliced(start + 1, end - start - 1);
		});
		expect([code, out]).toEqual(broken('missing from these records'));
	});

	test('a vault without any entry is noticed', async () => {
		const { code, out } = await verify((lines) => {
			const { start, end } = entriesAt(lines, 0);
			return lines.toSpliced(start, end - start);
		});
		expect([code, out]).toEqual(broken('there is no entry'));
	});

	test('an entry of an unknown suite is refused as that', async () => {
		const { code, out } = await verify((lines) => {
			const { start } = entriesAt(lines, 0);
			const bytes = decodeBase64url(lines[start]!.split(' ')[1]!);
			const mark = Buffer.from(bytes).indexOf('tallyport/1 entry') + 'tallyport/1 entry'.length;
			bytes[mark] = 2;
			return lines.with(start, `entry ${encodeBase64url(bytes)}`);
		});
		expect([code, out]).toEqual(
			broken('a version of the protocol that this program does not know')
		);
	});

	test('an opening put beside another entry is noticed', async () => {
		const { code, out } = await verify((lines) => {
			const { start } = entriesAt(lines, 0);
			const [, mine] = lines[start]!.split(' ');
			const [, , theirs] = lines[3]!.split(' ');
			return lines.with(start, `entry ${mine!} ${theirs!}`);
		});
		expect([code, out]).toEqual(
			broken('the opening beside the entry is not that of its sealed body')
		);
	});

	test('a changed byte anywhere in an entry is noticed, also in the last one', async () => {
		const lines = named.split('\n').slice(0, -2);
		const { start, end } = entriesAt(lines, 0);
		for (const [line, at] of [
			[end - 1, 3],
			[end - 1, 100],
			[end - 1, -2],
			[start + 1, 400],
			[start + 1, -2]
		] as const) {
			const { code, out } = await verify(() => {
				const bytes = decodeBase64url(lines[line]!.split(' ')[1]!);
				const place = (at + bytes.length) % bytes.length;
				bytes[place] = bytes[place]! ^ 4;
				return lines.with(line, `entry ${encodeBase64url(bytes)}`);
			});
			expect([code, out]).toEqual([1, expect.stringMatching(/BROKEN|signature does not match/u)]);
		}
	}, 60_000);

	test('an entry by somebody without the right is shown as rejected, with the reason, and does not count', async () => {
		const { session } = client.keyholder;
		const log = await session.vault(vault);
		const { identity } = session.account;
		const entry = await signEntry(
			{
				firm: session.firm.firm,
				vault,
				seq: log.state.head.seq + 1,
				prev: log.state.head.hash,
				epoch: log.state.epoch,
				kind: 'folder.made',
				author: { kind: 'user', id: identity.userId },
				firmHead: session.firm.state.head,
				time: portal.services.now(),
				payload: {},
				blobs: []
			},
			identity.signing,
			{ key: log.epoch(log.state.epoch).seal, value: { folder: noise(16), name: 'Mine' } }
		);
		const { code, out } = await verify((lines) => {
			const nth = lines.filter((line) => line.startsWith('vault ')).indexOf(`vault ${vault}`);
			return lines.toSpliced(entriesAt(lines, nth).end, 0, `entry ${encodeBase64url(entry.bytes)}`);
		}, '--summary');
		expect(code).toBe(0);
		expect(out).toContain('REJECTED: its author had no right to do this');
		expect(out).toContain('1 rejected');
	});
});

describe('heads kept by somebody', () => {
	test('are contained in later records of the same history', async () => {
		await owner.core.changeFirm('Harbor & Finch LLP', { colour: 'pine', initials: 'HF' });
		await desk.keep('later.txt', await recordsOf(portal, preparer, null, true));
		const { code, out } = await desk.tallyport('verify-log', 'later.txt', '--heads', 'heads.txt');
		expect([code, out]).toEqual([0, expect.stringContaining('heads.txt: contained')]);
	});

	test('are missing from records that were cut off before them', async () => {
		await owner.core.changeFirm('Harbor', { colour: 'pine', initials: 'HF' });
		await desk.keep('newer-heads.txt', await headsOf(portal, owner));
		const { code, out } = await desk.tallyport(
			'verify-log',
			'named.txt',
			'--heads',
			'newer-heads.txt'
		);
		expect([code, out]).toEqual([1, expect.stringContaining('NOT CONTAINED')]);
	});

	test('C52 prove a fork, with both signed entries', async () => {
		const { session } = owner.keyholder;
		const fork = await otherEntry(session.account.identity);
		const { signing, kem } = session.account.identity.bundle;
		const file = { firm: session.firm.firm, taken: portal.services.now(), entry: fork };
		await desk.keep('fork.txt', headsText({ ...file, keys: { signing, kem } }));
		const { code, out } = await desk.tallyport(
			'verify-log',
			'named.txt',
			'--heads',
			'fork.txt',
			'heads.txt'
		);
		expect(code).toBe(1);
		expect(out).toContain('fork.txt: FORK');
		expect(out).toContain('heads.txt: contained');
		expect(out).toContain(`In the heads file: entry ${fork.header.seq}, ${fork.hash}`);
		expect(out).toContain(`signature ${encodeBase64url(fork.signature)}`);
		expect(out).toMatch(new RegExp(`In these records: entry ${fork.header.seq}, `, 'u'));
	});

	test('prove nothing when somebody made them up with keys of their own', async () => {
		const nobody = await identityFromSeed(newIdentitySeed());
		const entry = await otherEntry(nobody);
		const file = { firm: owner.keyholder.session.firm.firm, taken: 1, entry };
		await desk.keep('invented.txt', headsText({ ...file, keys: nobody.bundle }));
		const lies = await otherEntry({ ...nobody, userId: owner.keyholder.session.userId });
		await desk.keep('lies.txt', headsText({ ...file, entry: lies, keys: nobody.bundle }));
		for (const name of ['invented.txt', 'lies.txt']) {
			const { code, out } = await desk.tallyport('verify-log', 'named.txt', '--heads', name);
			expect([code, out]).toEqual([1, expect.stringContaining(`${name}: NOT PROVEN`)]);
		}
	});

	test('of another firm are said to be that', async () => {
		await desk.keep('theirs.txt', await headsOf(elsewhere, stranger));
		const { code, out } = await desk.tallyport('verify-log', 'named.txt', '--heads', 'theirs.txt');
		expect([code, out]).toEqual([1, expect.stringContaining('OTHER FIRM')]);
	});

	test('may be somebody else’s records, which are checked first', async () => {
		await desk.keep('client.txt', await recordsOf(portal, client, null, false));
		await desk.keep('now.txt', await recordsOf(portal, owner, null, false));
		const agree = await desk.tallyport('verify-log', 'now.txt', '--heads', 'client.txt');
		expect([agree.code, agree.out]).toEqual([0, expect.stringContaining('client.txt: contained')]);
		await desk.keep(
			'cut.txt',
			edited(sealed, (lines) => lines.toSpliced(4, 1))
		);
		const cut = await desk.tallyport('verify-log', 'now.txt', '--heads', 'cut.txt');
		expect([cut.code, cut.err]).toEqual([2, expect.stringContaining('not sound themselves')]);
	});

	test('are refused when a line of them was changed', async () => {
		await desk.keep('bad.txt', heads.replace(/^head (\d+) ./mu, 'head $1 !'));
		const { code, err } = await desk.tallyport('verify-log', 'named.txt', '--heads', 'bad.txt');
		expect([code, err]).toEqual([2, expect.stringContaining('bad.txt, line 4')]);
	});
});

/** What another history might hold at the place of the newest entry in `named`. */
async function otherEntry(identity: Person['keyholder']['session']['account']['identity']) {
	const { entry } = await parseHeads(new TextEncoder().encode(heads));
	const { seq, prev } = entry.header;
	const name = { mark: { colour: 'pine', initials: 'XX' }, name: 'Fork' };
	return ownersEntry({ seq: seq - 1, hash: prev! }, name, identity);
}

/** A well-formed `firm.changed` after `head`, by the owner unless somebody else signs. */
function ownersEntry(
	head: Head,
	value: Value,
	identity = owner.keyholder.session.account.identity
): Promise<ParsedEntry> {
	const { firm } = owner.keyholder.session;
	const epoch = firm.state.teams.get(firm.state.everyone)!.epoch;
	return signEntry(
		{
			firm: firm.firm,
			vault: null,
			seq: head.seq + 1,
			prev: head.hash,
			epoch,
			kind: 'firm.changed',
			author: { kind: 'user', id: identity.userId },
			firmHead: null,
			time: portal.services.now(),
			payload: {},
			blobs: []
		},
		identity.signing,
		{ key: firm.directory.get(epoch)!, value }
	);
}
