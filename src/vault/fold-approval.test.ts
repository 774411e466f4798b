import { describe, expect, test } from 'vitest';
import { askedFor, ending, givenBy, PORTAL } from '../../tests/vault/approvals.ts';
import { fileBody, forgeVault, LATER, readVault, type Forgery } from '../../tests/vault/forge.ts';
import { FLAGS } from '../../tests/vault/signing-passkey.ts';
import { World, type Person } from '../../tests/vault/world.ts';
import type { ApprovalId } from '../crypto/brands.ts';
import { idBytes, newApprovalId, userIdFrom } from '../crypto/ids.ts';
import { randomBytes } from '../crypto/random.ts';
import { placeOf, statusOf } from './approvals.ts';
import { foldVault } from './fold-vault.ts';
import type { VaultState } from './vault-state.ts';
import { isRejection } from './verdict.ts';

const world = await World.found();
const { owner } = world;
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const ben = await world.client(vault, 'Ben');
const cleo = await world.client(vault, 'Cleo');
await add(owner, 'Return.pdf');
await add(owner, 'Other.pdf');
const log = await owner.vault(vault);
const { state } = log;
const [file, otherFile] = [...state.files.values()];
if (!file || !otherFile) throw new Error('no files');

async function add(author: Person, name: string) {
	const { body, blob } = fileBody({ name });
	const draft = { kind: 'file.added' as const, payload: {}, body, blobs: [blob] };
	await (await author.vault(vault)).append(() => Promise.resolve(draft), world.now);
}

async function judged(author: Person, forgery: Forgery, before: VaultState) {
	const parsed = await forgeVault({ ...author, firm: owner.firm }, log, forgery, before);
	const entry = await readVault(parsed, log.epoch(before.epoch).seal);
	const step = await foldVault({ firm: state.firm, vault }, before, entry, owner.firm);
	return step.verdict.applied ? step.state : step.verdict.reason;
}

async function applied(author: Person, forgery: Forgery, before: VaultState) {
	const outcome = await judged(author, forgery, before);
	if (isRejection(outcome)) throw new Error(outcome);
	return outcome;
}

const approvalIn = (after: VaultState, id: ApprovalId) => {
	const approval = after.approvals.get(id);
	if (!approval) throw new Error('no such approval');
	return approval;
};
const statusIn = (after: VaultState, id: ApprovalId) => statusOf(after, approvalIn(after, id));

const one = askedFor(file, { signers: [ana.id] });
const asked = await applied(owner, one.forgery, state);
const both = askedFor(file, { signers: [ana.id, ben.id] });
const askedBoth = await applied(owner, both.forgery, state);
const inTurn = askedFor(file, { signers: [ana.id, ben.id], ordered: true });
const askedInTurn = await applied(owner, inTurn.forgery, state);

describe('asking for approval', () => {
	test('names the very file, statement and signers', () => {
		expect(approvalIn(asked, one.id)).toMatchObject({
			file: file.file,
			manifest: file.entry,
			name: 'Return.pdf',
			size: file.size,
			askedBy: owner.id,
			signers: [{ user: ana.id }],
			statement: 'I have read this return and approve it.'
		});
		expect(statusIn(asked, one.id)).toBe('open');
	});

	test('is for staff', async () => {
		expect(await judged(ana, one.forgery, state)).toBe('not-allowed');
	});

	test('takes an id once', async () => {
		expect(await judged(owner, one.forgery, asked)).toBe('already-exists');
	});

	test('of another file’s manifest, or a file that is not here, is rejected', async () => {
		const crossed = askedFor({ ...file, entry: otherFile.entry }, { signers: [ana.id] });
		expect(await judged(owner, crossed.forgery, state)).toBe('no-such-object');
		const missing = askedFor({ ...file, file: fileBody().file }, { signers: [ana.id] });
		expect(await judged(owner, missing.forgery, state)).toBe('no-such-object');
	});

	test('of somebody who is not here is rejected', async () => {
		const stranger = userIdFrom(randomBytes(32));
		for (const signers of [[stranger], [ana.id, stranger]])
			expect(await judged(owner, askedFor(file, { signers }).forgery, state)).toBe(
				'no-such-object'
			);
	});

	test('of nobody, of one person twice, or for an address that is no origin is not understood', async () => {
		const bad = [
			{ signers: [] },
			{ signers: [ana.id, ana.id] },
			...['javascript:alert(1)', `${PORTAL}/`, 'portal.example', 'HTTPS://portal.example'].map(
				(origin) => ({ signers: [ana.id], change: { origin } })
			)
		];
		for (const terms of bad)
			expect(await judged(owner, askedFor(file, terms).forgery, state)).toBe('unreadable');
	});

	test('may ask staff to sign for the firm', async () => {
		const mine = askedFor(file, { signers: [owner.id] });
		const after = await applied(owner, mine.forgery, state);
		const given = await applied(owner, await givenBy(owner.id, mine.id, after), after);
		expect(statusIn(given, mine.id)).toBe('approved');
	});
});

describe('approving', () => {
	test('counts with a passkey’s signature, and completes the approval', async () => {
		const after = await applied(ana, await givenBy(ana.id, one.id, asked), asked);
		expect(approvalIn(after, one.id).given.get(0)).toMatchObject({
			by: ana.id,
			at: LATER,
			head: after.head
		});
		expect(statusIn(after, one.id)).toBe('approved');
	});

	test('is for those who were asked', async () => {
		expect(await judged(ben, await givenBy(ben.id, one.id, asked), asked)).toBe('not-allowed');
		expect(await judged(owner, await givenBy(owner.id, one.id, asked), asked)).toBe('not-allowed');
	});

	test('is of an approval that exists', async () => {
		const forgery = await givenBy(ana.id, one.id, asked);
		const payload = { approval: idBytes(newApprovalId()) };
		expect(await judged(ana, { ...forgery, payload }, asked)).toBe('no-such-object');
	});

	test('happens once for each person', async () => {
		const after = await applied(ana, await givenBy(ana.id, both.id, askedBoth), askedBoth);
		expect(await judged(ana, await givenBy(ana.id, both.id, after), after)).toBe('already-exists');
	});

	test('in any order waits for everybody', async () => {
		const first = await applied(ben, await givenBy(ben.id, both.id, askedBoth), askedBoth);
		expect(statusIn(first, both.id)).toBe('open');
		const second = await applied(ana, await givenBy(ana.id, both.id, first), first);
		expect(statusIn(second, both.id)).toBe('approved');
	});

	test('in order waits for those before', async () => {
		const early = await givenBy(ben.id, inTurn.id, askedInTurn);
		expect(await judged(ben, early, askedInTurn)).toBe('out-of-turn');
		const first = await applied(ana, await givenBy(ana.id, inTurn.id, askedInTurn), askedInTurn);
		const second = await applied(ben, await givenBy(ben.id, inTurn.id, first), first);
		expect(statusIn(second, inTurn.id)).toBe('approved');
	});

	test('of a document that was removed meanwhile is rejected, and the approval says that it is gone', async () => {
		const gone = await applied(owner, { kind: 'file.removed', blobs: [file.blob] }, asked);
		expect(statusIn(gone, one.id)).toBe('gone');
		expect(await judged(ana, await givenBy(ana.id, one.id, gone), gone)).toBe('no-such-object');
	});

	test('is not moved by a new name, nor undone when the document is removed later', async () => {
		const body = { file: idBytes(file.file), folder: null, name: 'Swapped.pdf' };
		const renamed = await applied(owner, { kind: 'file.changed', body }, asked);
		const after = await applied(ana, await givenBy(ana.id, one.id, renamed), renamed);
		expect(approvalIn(after, one.id).name).toBe('Return.pdf');
		const gone = await applied(owner, { kind: 'file.removed', blobs: [file.blob] }, after);
		expect(statusIn(gone, one.id)).toBe('approved');
	});

	test('goes on when the signer changed their keys', () => {
		const next = userIdFrom(randomBytes(32));
		const person = { userId: ana.id, name: 'Ana', leftAt: LATER, successor: next };
		const rekeyed = { ...asked, former: new Map([[ana.id, person]]) };
		const approval = approvalIn(rekeyed, one.id);
		expect(placeOf(approval, next, rekeyed, owner.firm.state)).toBe(0);
		expect(placeOf(approval, next, asked, owner.firm.state)).toBeNull();
	});
});

describe('a passkey’s signature over something else is rejected:', () => {
	const twin = askedFor(file, { signers: [ana.id] });
	const otherStatement = askedFor(file, {
		id: twin.id,
		signers: [ana.id],
		change: { statement: 'I owe everything.', document: twin.forgery.body.document }
	});

	test('another approval', async () => {
		const state = await applied(owner, twin.forgery, asked);
		const replayed = await givenBy(ana.id, one.id, state, { signs: { approval: twin.id } });
		expect(await judged(ana, replayed, state)).toBe('bad-assertion');
	});

	test('another statement under the same id', async () => {
		const read = await applied(owner, twin.forgery, state);
		const swapped = await applied(owner, otherStatement.forgery, state);
		const signed = await givenBy(ana.id, twin.id, read);
		expect(await judged(ana, signed, swapped)).toBe('bad-assertion');
	});

	test('another document', async () => {
		const shown = await applied(owner, twin.forgery, state);
		const id = twin.id;
		const other = await applied(
			owner,
			askedFor(otherFile, { id, signers: [ana.id] }).forgery,
			state
		);
		expect(await judged(ana, await givenBy(ana.id, id, shown), other)).toBe('bad-assertion');
	});

	test('another person', async () => {
		const ofBen = await givenBy(ana.id, both.id, askedBoth, { signs: { signer: ben.id } });
		expect(await judged(ana, ofBen, askedBoth)).toBe('bad-assertion');
	});

	test('another time', async () => {
		const yesterday = await givenBy(ana.id, one.id, asked, { signs: { time: LATER - 1 } });
		expect(await judged(ana, yesterday, asked)).toBe('bad-assertion');
	});

	test('another vault', async () => {
		const moved = { ...asked, vault: await world.createVault('Somebody else') };
		expect(await judged(ana, await givenBy(ana.id, one.id, moved), asked)).toBe('bad-assertion');
	});

	test.each([
		['another origin', { origin: 'https://evil.example' }],
		['another relying party', { rpId: 'evil.example' }],
		['no user verification', { flags: FLAGS & ~4 }],
		['another ceremony', { type: 'webauthn.create' }]
	])('%s', async (_, bend) => {
		expect(await judged(ana, await givenBy(ana.id, one.id, asked, { bend }), asked)).toBe(
			'bad-assertion'
		);
	});

	test('with extension data, in which a PRF output could lie', async () => {
		const bend = { flags: FLAGS | 0x80, extensions: Uint8Array.of(0xa0) };
		expect(await judged(ana, await givenBy(ana.id, one.id, asked, { bend }), asked)).toBe(
			'unreadable'
		);
	});
});

describe('declining', () => {
	test('ends the approval for everybody, with a reason', async () => {
		const after = await applied(ben, ending('declined', both.id, 'Wrong year'), askedBoth);
		expect(approvalIn(after, both.id).ended).toMatchObject({ by: ben.id, reason: 'Wrong year' });
		expect(statusIn(after, both.id)).toBe('declined');
		expect(await judged(ana, await givenBy(ana.id, both.id, after), after)).toBe('approval-over');
	});

	test('is for those who were asked, and for an approval that is not over', async () => {
		expect(await judged(cleo, ending('declined', both.id), askedBoth)).toBe('not-allowed');
		const after = await applied(ana, await givenBy(ana.id, one.id, asked), asked);
		expect(await judged(ana, ending('declined', one.id), after)).toBe('approval-over');
	});

	test('needs its reason to be readable', async () => {
		const sealed = { ...ending('declined', one.id), body: null };
		expect(await judged(ana, sealed, asked)).toBe('unreadable');
	});
});

describe('withdrawing', () => {
	test('ends it; approving a moment later is rejected', async () => {
		const after = await applied(owner, ending('withdrawn', one.id), asked);
		expect(statusIn(after, one.id)).toBe('withdrawn');
		expect(await judged(ana, await givenBy(ana.id, one.id, after), after)).toBe('approval-over');
	});

	test('is for staff', async () => {
		expect(await judged(ana, ending('withdrawn', one.id), asked)).toBe('not-allowed');
	});

	test('of what everybody has approved is rejected', async () => {
		const after = await applied(ana, await givenBy(ana.id, one.id, asked), asked);
		expect(await judged(owner, ending('withdrawn', one.id), after)).toBe('approval-over');
	});
});
