import { describe, expect, test } from 'vitest';
import { askedFor, decidedOn, ending, givenBy, scannedFor } from '../../tests/vault/approvals.ts';
import { fileBody, forgeVault, LATER, readVault, type Forgery } from '../../tests/vault/forge.ts';
import { World, type Person } from '../../tests/vault/world.ts';
import type { ApprovalId, UserId } from '../crypto/brands.ts';
import { idBytes, newApprovalId, userIdFrom } from '../crypto/ids.ts';
import { randomBytes } from '../crypto/random.ts';
import { acceptedScan, scanToCheck, statusOf } from './approvals.ts';
import { foldVault } from './fold-vault.ts';
import { removeStaff } from './leaving.ts';
import type { VaultFile, VaultState } from './vault-state.ts';
import { isRejection } from './verdict.ts';

const world = await World.found();
const { owner } = world;
const petra = await world.staff('Petra', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const ben = await world.client(vault, 'Ben');
const cleo = await world.client(vault, 'Cleo');
await add(owner, 'Return.pdf');
await add(ana, 'Signed by Ana.pdf');
await add(owner, 'Signed by Ben.jpg');
const log = await owner.vault(vault);
const { state } = log;
const [file, scan, second] = [...state.files.values()];
if (!file || !scan || !second) throw new Error('no files');

async function add(author: Person, name: string) {
	const { body, blob } = fileBody({ name });
	const draft = { kind: 'file.added' as const, payload: {}, body, blobs: [blob] };
	await (await author.vault(vault)).append(() => Promise.resolve(draft), world.now);
}

async function judged(author: Person, forgery: Forgery, before: VaultState, firm = owner.firm) {
	const parsed = await forgeVault({ ...author, firm }, log, forgery, before);
	const entry = await readVault(parsed, log.epoch(before.epoch).seal);
	const step = await foldVault({ firm: state.firm, vault }, before, entry, firm);
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
const scanIn = (after: VaultState, id: ApprovalId, place = 0) => {
	const found = approvalIn(after, id).scans.get(place);
	if (!found) throw new Error('no scan');
	return found;
};
const entryIn = (after: VaultState, id: ApprovalId, place = 0) =>
	scanIn(after, id, place).head.hash;
/** With another version of this file in place. */
async function replaced(of: VaultFile, before: VaultState): Promise<VaultState> {
	const newer = fileBody({
		name: 'Newer.pdf',
		replaces: { file: idBytes(of.file), over: idBytes(of.blob) }
	});
	return applied(owner, { kind: 'file.added', body: newer.body, blobs: [newer.blob] }, before);
}
const removed = (of: VaultFile, before: VaultState) =>
	applied(owner, { kind: 'file.removed', blobs: [of.blob] }, before);

const one = askedFor(file, { signers: [ana.id] });
const asked = await applied(owner, one.forgery, state);
const scanned = await applied(ana, scannedFor(one.id, ana.id, scan), asked);
const both = askedFor(file, { signers: [ana.id, ben.id] });
const askedBoth = await applied(owner, both.forgery, state);
const inTurn = askedFor(file, { signers: [ana.id, ben.id], ordered: true });
const askedInTurn = await applied(owner, inTurn.forgery, state);

describe('a scan of a signed paper', () => {
	test('is added by the signer, is no answer yet, and waits for staff', () => {
		expect(scanIn(scanned, one.id)).toMatchObject({
			by: ana.id,
			isBySigner: true,
			at: LATER,
			head: scanned.head,
			file: scan.file,
			manifest: scan.entry,
			name: 'Signed by Ana.pdf',
			size: scan.size,
			decision: null
		});
		expect(statusIn(scanned, one.id)).toBe('open');
		expect(scanToCheck(scanned, approvalIn(scanned, one.id), 0)).not.toBeNull();
	});

	test('may be added by staff for somebody, which never looks as if the person had', async () => {
		const after = await applied(petra, scannedFor(one.id, ana.id, second), asked);
		expect(scanIn(after, one.id)).toMatchObject({ by: petra.id, isBySigner: false });
	});

	test('is not added by another client, not even another signer', async () => {
		expect(await judged(cleo, scannedFor(one.id, ana.id, scan), asked)).toBe('not-allowed');
		expect(await judged(ben, scannedFor(both.id, ana.id, scan), askedBoth)).toBe('not-allowed');
	});

	test('is of somebody who was asked, about an approval that exists', async () => {
		for (const nobody of [cleo.id, userIdFrom(randomBytes(32))])
			expect(await judged(owner, scannedFor(one.id, nobody, scan), asked)).toBe('no-such-object');
		const unknown = scannedFor(newApprovalId(), ana.id, scan);
		expect(await judged(ana, unknown, asked)).toBe('no-such-object');
	});

	test('is of a file that is here, in the version that is in place', async () => {
		const crossed = { ...scan, entry: second.entry };
		expect(await judged(ana, scannedFor(one.id, ana.id, crossed), asked)).toBe('no-such-object');
		const missing = { ...scan, file: fileBody().file };
		expect(await judged(ana, scannedFor(one.id, ana.id, missing), asked)).toBe('no-such-object');
		const old = await replaced(scan, asked);
		expect(await judged(ana, scannedFor(one.id, ana.id, scan), old)).toBe('no-such-object');
	});

	test('is not the document that was to be signed, nor a copy of it', async () => {
		expect(await judged(ana, scannedFor(one.id, ana.id, file), asked)).toBe('not-allowed');
		const { document } = one.forgery.body;
		const copy = scannedFor(one.id, ana.id, scan, { change: { digest: document } });
		expect(await judged(ana, copy, asked)).toBe('not-allowed');
	});

	test('of a document that was just replaced or removed is rejected', async () => {
		const forgery = scannedFor(one.id, ana.id, scan);
		expect(await judged(ana, forgery, await replaced(file, asked))).toBe('no-such-object');
		expect(await judged(ana, forgery, await removed(file, asked))).toBe('no-such-object');
	});

	test('after the signer declined, or approved with a passkey, is rejected', async () => {
		const declined = await applied(ana, ending('declined', both.id), askedBoth);
		expect(await judged(ana, scannedFor(both.id, ana.id, scan), declined)).toBe('approval-over');
		const given = await applied(ana, await givenBy(ana.id, both.id, askedBoth), askedBoth);
		expect(await judged(ana, scannedFor(both.id, ana.id, scan), given)).toBe('already-exists');
		const complete = await applied(ana, await givenBy(ana.id, one.id, asked), asked);
		expect(await judged(ana, scannedFor(one.id, ana.id, scan), complete)).toBe('approval-over');
	});

	test('waits, where order counts, until it is the signer’s turn', async () => {
		const early = scannedFor(inTurn.id, ben.id, second);
		expect(await judged(owner, early, askedInTurn)).toBe('out-of-turn');
		const first = await applied(ana, scannedFor(inTurn.id, ana.id, scan), askedInTurn);
		expect(await judged(owner, early, first)).toBe('out-of-turn');
		const accepted = decidedOn('accepted', inTurn.id, entryIn(first, inTurn.id));
		const next = await applied(owner, accepted, first);
		expect(isRejection(await judged(owner, early, next))).toBe(false);
	});

	test('needs a readable body of its own form', async () => {
		const forgery = scannedFor(one.id, ana.id, scan);
		expect(await judged(ana, { ...forgery, body: null }, asked)).toBe('unreadable');
		const short = scannedFor(one.id, ana.id, scan, { change: { digest: randomBytes(31) } });
		expect(await judged(ana, short, asked)).toBe('unreadable');
	});

	test('is no way round a passkey: the person may still use one, and then the scan is moot', async () => {
		const given = await applied(ana, await givenBy(ana.id, one.id, scanned), scanned);
		expect(statusIn(given, one.id)).toBe('approved');
		expect(scanToCheck(given, approvalIn(given, one.id), 0)).toBeNull();
		const late = decidedOn('accepted', one.id, entryIn(scanned, one.id));
		expect(await judged(owner, late, given)).toBe('approval-over');
	});
});

describe('accepting a scan', () => {
	test('makes it the answer, completes the approval and says on what it rests', async () => {
		const entry = entryIn(scanned, one.id);
		const after = await applied(owner, decidedOn('accepted', one.id, entry), scanned);
		expect(statusIn(after, one.id)).toBe('on-paper');
		expect(approvalIn(after, one.id).given.size).toBe(0);
		expect(acceptedScan(approvalIn(after, one.id), 0)).toMatchObject({
			manifest: scan.entry,
			decision: { kind: 'accepted', by: owner.id, at: LATER, head: after.head }
		});
		expect(await judged(ana, await givenBy(ana.id, one.id, after), after)).toBe('approval-over');
		expect(await judged(owner, ending('withdrawn', one.id), after)).toBe('approval-over');
		expect(await judged(owner, scannedFor(one.id, ana.id, second), after)).toBe('approval-over');
	});

	test('beside somebody’s passkey is complete, and never counts as signed digitally by all', async () => {
		const given = await applied(ben, await givenBy(ben.id, both.id, askedBoth), askedBoth);
		const paper = await applied(ana, scannedFor(both.id, ana.id, scan), given);
		const entry = entryIn(paper, both.id);
		const after = await applied(owner, decidedOn('accepted', both.id, entry), paper);
		expect(statusIn(after, both.id)).toBe('on-paper');
		const first = await applied(ana, scannedFor(both.id, ana.id, scan), askedBoth);
		const half = decidedOn('accepted', both.id, entryIn(first, both.id));
		const waiting = await applied(owner, half, first);
		expect(statusIn(waiting, both.id)).toBe('open');
		// Who answered on paper answers no more with a passkey.
		const again = await givenBy(ana.id, both.id, waiting);
		expect(await judged(ana, again, waiting)).toBe('already-exists');
	});

	test('is for staff, and not for the signer', async () => {
		const entry = entryIn(scanned, one.id);
		for (const kind of ['accepted', 'returned'] as const)
			for (const client of [ana, ben])
				expect(await judged(client, decidedOn(kind, one.id, entry), scanned)).toBe('not-allowed');
	});

	test('is of the very scan that was looked at: one that came since waits for a look of its own', async () => {
		const newer = await applied(ana, scannedFor(one.id, ana.id, second), scanned);
		const late = decidedOn('accepted', one.id, entryIn(scanned, one.id));
		expect(await judged(owner, late, newer)).toBe('not-as-it-was');
		const never = decidedOn('accepted', one.id, scan.entry);
		expect(await judged(owner, never, scanned)).toBe('not-as-it-was');
	});

	test('of a scan of another approval is rejected', async () => {
		const other = await applied(owner, both.forgery, scanned);
		const moved = decidedOn('accepted', both.id, entryIn(scanned, one.id));
		expect(await judged(owner, moved, other)).toBe('not-as-it-was');
		const unknown = decidedOn('accepted', newApprovalId(), entryIn(scanned, one.id));
		expect(await judged(owner, unknown, scanned)).toBe('no-such-object');
	});

	test('of a document, or a scan, that was replaced or removed meanwhile is rejected', async () => {
		const accepting = decidedOn('accepted', one.id, entryIn(scanned, one.id));
		for (const gone of [file, scan])
			for (const change of [replaced, removed])
				expect(await judged(owner, accepting, await change(gone, scanned))).toBe('no-such-object');
		const open = await replaced(scan, scanned);
		expect(scanToCheck(open, approvalIn(open, one.id), 0)).toBeNull();
	});

	test('after the signer declined is rejected', async () => {
		const declined = await applied(ana, ending('declined', one.id), scanned);
		const late = decidedOn('accepted', one.id, entryIn(scanned, one.id));
		expect(await judged(owner, late, declined)).toBe('approval-over');
	});

	test('stands when the scan is replaced or removed later, by its hash', async () => {
		const accepting = decidedOn('accepted', one.id, entryIn(scanned, one.id));
		const after = await applied(owner, accepting, scanned);
		for (const change of [replaced, removed]) {
			const later = await change(scan, after);
			expect(statusIn(later, one.id)).toBe('on-paper');
			expect(acceptedScan(approvalIn(later, one.id), 0)?.manifest).toBe(scan.entry);
		}
	});

	test('needs a readable body', async () => {
		const sealed = { ...decidedOn('accepted', one.id, entryIn(scanned, one.id)), body: null };
		expect(await judged(owner, sealed, scanned)).toBe('unreadable');
	});
});

describe('returning a scan', () => {
	test('gives a reason, and leaves the approval open for a passkey or another scan', async () => {
		const entry = entryIn(scanned, one.id);
		const after = await applied(owner, decidedOn('returned', one.id, entry), scanned);
		expect(scanIn(after, one.id).decision).toMatchObject({
			kind: 'returned',
			by: owner.id,
			reason: 'The signature is missing'
		});
		expect(statusIn(after, one.id)).toBe('open');
		expect(acceptedScan(approvalIn(after, one.id), 0)).toBeNull();
		const again = await applied(ana, scannedFor(one.id, ana.id, second), after);
		expect(scanIn(again, one.id).decision).toBeNull();
		const given = await applied(ana, await givenBy(ana.id, one.id, after), after);
		expect(statusIn(given, one.id)).toBe('approved');
	});

	test('without a reason is not understood', async () => {
		const empty = decidedOn('returned', one.id, entryIn(scanned, one.id), '');
		expect(await judged(owner, empty, scanned)).toBe('unreadable');
	});

	test('may be of a scan that is gone', async () => {
		const gone = await removed(scan, scanned);
		const after = await applied(owner, decidedOn('returned', one.id, entryIn(gone, one.id)), gone);
		expect(scanIn(after, one.id).decision?.kind).toBe('returned');
	});
});

describe('of two colleagues who decide at once the first counts:', () => {
	const deciding = (kind: 'accepted' | 'returned', id: ApprovalId, after: VaultState) =>
		decidedOn(kind, id, entryIn(after, id));

	test('accepted, then returned', async () => {
		const after = await applied(owner, deciding('accepted', one.id, scanned), scanned);
		expect(await judged(petra, deciding('returned', one.id, scanned), after)).toBe('approval-over');
	});

	test('accepted, then returned, while others are still to answer', async () => {
		const paper = await applied(ana, scannedFor(both.id, ana.id, scan), askedBoth);
		const after = await applied(owner, deciding('accepted', both.id, paper), paper);
		for (const kind of ['accepted', 'returned'] as const)
			expect(await judged(petra, deciding(kind, both.id, paper), after)).toBe('not-as-it-was');
	});

	test('returned, then accepted', async () => {
		const after = await applied(owner, deciding('returned', one.id, scanned), scanned);
		for (const kind of ['accepted', 'returned'] as const)
			expect(await judged(petra, deciding(kind, one.id, scanned), after)).toBe('not-as-it-was');
	});
});

test('whoever left the firm accepts nothing more, and what they accepted before stands', async () => {
	const accepting = decidedOn('accepted', one.id, entryIn(scanned, one.id));
	const before = await applied(petra, accepting, scanned);
	const entry = { by: petra.id, kind: 'accepted' };
	expect(acceptedScan(approvalIn(before, one.id), 0)?.decision).toMatchObject(entry);
	const hers: UserId = petra.id;
	await removeStaff(owner.firm, owner.identity, hers, world.now);
	// The vault has no new key yet, so nobody writes; with one, she is nobody there.
	expect(await judged(petra, accepting, scanned)).toBe('keys-behind');
	await log.renew(world.now);
	const { epoch, epochs, firmHead } = log.state;
	const renewed = { ...scanned, epoch, epochs, firmHead };
	expect(await judged(petra, accepting, renewed)).toBe('unknown-author');
	expect(statusIn({ ...before, epoch, epochs, firmHead }, one.id)).toBe('on-paper');
});
