import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256 as hashOf } from '../../src/crypto/hash.ts';
import type {
	ApprovalId,
	EntryHash,
	FileId,
	Raw,
	UserId,
	VaultId
} from '../../src/crypto/brands.ts';
import { attachmentOf } from '../../src/vault/pdf.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { refusalOf } from '../vault/world.ts';
import { approve, askFor, signOnPaper } from './approving.ts';
import {
	arrived,
	elsewhere,
	fileOf,
	foundFirm,
	hire,
	memoryDevice,
	noise,
	send,
	welcome,
	type Person
} from './people.ts';

let portal: TestPortal;
let owner: Person;
let colleague: Person;
let client: Person;
let vault: VaultId;
let file: FileId;
const paper = noise(3000);
const RETURN = noise(2000);
beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	colleague = await hire(portal, owner, 'Petra Prep');
	({ vault, client } = await welcome(portal, owner, 'Cleo Client'));
	await send(owner, vault, fileOf('Return.pdf', RETURN), fileOf('data.csv', noise(20), 'text/csv'));
	file = (await named('Return.pdf')).file;
}, 60_000);
afterAll(() => portal.close());

const named = async (name: string) =>
	(await owner.core.openVault(vault)).files.find((one) => one.name === name)!;
const me = (): UserId => client.keyholder.session.userId;
const ask = (of = file) => askFor(owner, vault, of, [me()]);
const seen = async (person: Person, id: ApprovalId) =>
	(await person.core.openVault(vault)).approvals.find(({ approval }) => approval === id)!;
const scanOf = async (id: ApprovalId): Promise<EntryHash> =>
	(await seen(owner, id)).signers[0]!.scan!.entry;
const sign = (id: ApprovalId, content: Raw = paper, name = 'Signed.pdf') =>
	signOnPaper(client, vault, id, fileOf(name, content));
async function accept(person: Person, id: ApprovalId) {
	const scan = await scanOf(id);
	await person.core.readScan(vault, id, scan);
	await person.core.acceptScan(vault, id, scan);
}

describe('an answer on paper', () => {
	test('C92 counts once staff have looked at the very scan and accepted it, and is not called approved', async () => {
		const id = await ask();
		await sign(id);
		expect(await seen(client, id)).toMatchObject({
			state: 'open',
			waitsForMe: false,
			signers: [{ state: 'scanned', scan: { by: 'Cleo Client', isBySigner: true, decision: null } }]
		});
		expect(await refusalOf(() => owner.core.approvalCertificate(vault, id, 'en'))).toBe(
			'approval-incomplete'
		);
		const scan = await scanOf(id);
		expect(await refusalOf(() => owner.core.acceptScan(vault, id, scan))).toBe(
			'approval-scan-unread'
		);
		const shown = await owner.core.readScan(vault, id, scan);
		expect(new Uint8Array(await shown.arrayBuffer())).toEqual(paper);
		await owner.core.acceptScan(vault, id, scan);
		expect(await seen(client, id)).toMatchObject({
			state: 'on-paper',
			mayWithdraw: false,
			signers: [{ state: 'on-paper', scan: { decision: { kind: 'accepted', by: 'Olu' } } }]
		});
		const { history } = await client.core.openVault(vault);
		expect(JSON.stringify(history.slice(0, 4))).toContain('no digital signature');
		expect(await refusalOf(() => approve(client, vault, id))).toBe('approval-done');
		expect(await refusalOf(() => owner.core.withdrawApproval(vault, id, ''))).toBe('approval-done');
	});

	test('may be added by staff from a file that is here, and says that they added it', async () => {
		await send(owner, vault, fileOf('By post.pdf', noise(900)));
		const { file: scan, blob: version } = await named('By post.pdf');
		const id = await ask();
		await colleague.core.addSignedPaper(vault, id, me(), { file: scan, version });
		expect((await seen(client, id)).signers[0]).toMatchObject({
			state: 'scanned',
			scan: { name: 'By post.pdf', by: 'Petra Prep', isBySigner: false }
		});
		await accept(colleague, id);
		expect(await refusalOf(() => owner.core.removeFile(vault, scan))).toBe('approval-scan-stands');
		expect(await refusalOf(() => owner.core.removeFile(vault, file))).toBe('approval-stands');
	});

	test('is sent back with a reason, and then given again, or with a passkey', async () => {
		const id = await ask();
		await sign(id);
		const first = await scanOf(id);
		expect(await refusalOf(() => owner.core.returnScan(vault, id, first, ' \u202e '))).toBe(
			'approval-scan-no-reason'
		);
		await owner.core.returnScan(vault, id, first, 'Page 2 is missing.');
		expect(await seen(client, id)).toMatchObject({
			state: 'open',
			waitsForMe: true,
			signers: [{ state: 'returned', scan: { decision: { reason: 'Page 2 is missing.' } } }]
		});
		await sign(id);
		expect((await seen(client, id)).signers[0]!.state).toBe('scanned');
		await owner.core.returnScan(vault, id, await scanOf(id), 'Still missing.');
		await approve(client, vault, id);
		expect(await seen(owner, id)).toMatchObject({ state: 'approved', signers: [{ scan: null }] });
	});

	test('of two colleagues who decide at once the second is told', async () => {
		const id = await ask();
		await sign(id);
		const scan = await scanOf(id);
		await Promise.all([owner, colleague].map((person) => person.core.readScan(vault, id, scan)));
		const both = await Promise.allSettled([
			owner.core.acceptScan(vault, id, scan),
			colleague.core.returnScan(vault, id, scan, 'Not legible.')
		]);
		const [lost] = both.flatMap((one) =>
			one.status === 'rejected' ? [one.reason as unknown] : []
		);
		expect(both.filter(({ status }) => status === 'fulfilled').length).toBe(1);
		expect(['approval-done', 'approval-scan-decided']).toContain((lost as { code: string }).code);
	});

	test('is of the scan that was looked at: one that was replaced meanwhile is not accepted', async () => {
		const id = await ask();
		await sign(id, noise(700), 'Paper of May.pdf');
		const scan = await scanOf(id);
		await owner.core.readScan(vault, id, scan);
		const { file: there, blob } = await named('Paper of May.pdf');
		const newer = fileOf('Paper of May.pdf', noise(701));
		await client.core.replaceFile(vault, there, blob, { file: newer, handle: null });
		await expect
			.poll(async () => (await named('Paper of May.pdf')).blob, { timeout: 10_000 })
			.not.toBe(blob);
		for (const deed of [
			() => owner.core.acceptScan(vault, id, scan),
			() => owner.core.readScan(vault, id, scan)
		])
			expect(await refusalOf(deed)).toBe('approval-scan-gone');
		expect((await seen(client, id)).waitsForMe).toBe(true);
	});

	test('whose file is not what was added is not shown as the scan', async () => {
		const id = await ask();
		await send(client, vault, fileOf('Other.pdf', noise(400)));
		const { file: other } = await named('Other.pdf');
		const log = await client.keyholder.session.vault(vault);
		const { entry } = log.state.files.get(other)!;
		const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
		// By a client's program that states a hash of something else.
		await log.append(
			() =>
				Promise.resolve({
					kind: 'approval.scanned',
					payload: { approval: bytes(id) },
					body: {
						by: 'Cleo Client',
						digest: new Uint8Array(32),
						file: bytes(other),
						manifest: bytes(entry),
						signer: bytes(me())
					}
				}),
			() => Date.now()
		);
		const scan = await scanOf(id);
		expect(await refusalOf(() => owner.core.readScan(vault, id, scan))).toBe('approval-other-scan');
		expect(await refusalOf(() => owner.core.acceptScan(vault, id, scan))).toBe(
			'approval-scan-unread'
		);
	});

	test('outlives the page on its way: it asks for the same scan again, sends no other, and then it is the answer', async () => {
		const id = await ask();
		const device = memoryDevice();
		const before = elsewhere(portal, client, device);
		await before.enter();
		const reached = Promise.withResolvers<undefined>();
		before.interfere = (path, init, pass) => {
			if (!path.includes('/parts/')) return pass(path, init);
			reached.resolve(undefined);
			return new Promise(() => undefined);
		};
		const picked = fileOf('On its way.pdf', paper);
		await before.core.addSignedPaper(vault, id, null, { picked });
		await reached.promise;
		const after = elsewhere(portal, client, device);
		await after.enter();
		const row = async () => (await after.core.transfers()).changed[0];
		await expect.poll(row).toMatchObject({ name: 'On its way.pdf', state: 'needs-file' });
		const { id: transfer } = (await row())!;
		await after.core.provideFile(transfer, fileOf('On its way.pdf', noise(paper.length)));
		await expect.poll(row).toMatchObject({ problem: { code: 'other-file' } });
		expect((await seen(owner, id)).signers[0]!.state).toBe('waiting');
		await after.core.provideFile(transfer, picked);
		await arrived(after);
		expect((await seen(owner, id)).signers[0]).toMatchObject({
			state: 'scanned',
			scan: { name: 'On its way.pdf' }
		});
		await accept(owner, id);
	});

	test('is named once, and sent once, also when the answers of the portal are lost', async () => {
		const id = await ask();
		let written = 0;
		client.interfere = async (path, init, pass) => {
			const answer = await pass(path, init);
			const isEntry = init.method === 'POST' && path.endsWith('/log');
			if (!isEntry || !answer.ok) return answer;
			written++;
			throw new TypeError('the answer is lost');
		};
		await client.core.addSignedPaper(vault, id, null, { picked: fileOf('Lost.pdf', paper) });
		await expect
			.poll(
				async () => {
					// Nobody waits for the next try.
					client.transfers.wake();
					return (await seen(owner, id)).signers[0]!.state;
				},
				{ timeout: 20_000 }
			)
			.toBe('scanned');
		await arrived(client);
		client.interfere = null;
		const { files } = await owner.core.openVault(vault);
		expect(files.filter(({ name }) => name === 'Lost.pdf')).toHaveLength(1);
		// The file's entry, and the one that names it.
		expect(written).toBe(2);
	});

	test('is a PDF or a picture of some size, and another file than the document', async () => {
		const id = await ask();
		const refused = (picked: File) =>
			refusalOf(() => client.core.addSignedPaper(vault, id, null, { picked }));
		expect(await refused(fileOf('scan.csv', noise(10), 'text/csv'))).toBe(
			'approval-scan-not-viewable'
		);
		const large = new File([new Uint8Array(64 * 1024 * 1024 + 1)], 'large.pdf', {
			type: 'application/pdf'
		});
		expect(await refused(large)).toBe('approval-scan-too-large');
		const { blob: version } = await named('Return.pdf');
		const same = () => client.core.addSignedPaper(vault, id, null, { file, version });
		expect(await refusalOf(same)).toBe('approval-scan-same');
		expect(await refusalOf(() => sign(id, RETURN))).toBe('approval-scan-same');
		expect((await seen(owner, id)).signers[0]!.state).toBe('waiting');
	});

	test('is one’s own, of something that still waits for it', async () => {
		const { client: other, vault: theirs } = await welcome(portal, owner, 'Jonas');
		expect(theirs).not.toBe(vault);
		const id = await ask();
		const picked = fileOf('Signed.pdf', paper);
		const strange = () => other.core.addSignedPaper(vault, id, null, { picked });
		expect(await refusalOf(strange)).toBe('not-found');
		const mine = (signer: UserId | null = null) =>
			refusalOf(() => client.core.addSignedPaper(vault, id, signer, { picked }));
		expect(await mine(owner.keyholder.session.userId)).toBe('approval-not-yours');
		const not = () => owner.core.addSignedPaper(vault, id, null, { picked });
		expect(await refusalOf(not)).toBe('approval-not-yours');
		await client.core.declineApproval(vault, id, 'Wrong year');
		expect(await mine()).toBe('approval-declined');
		const gone = await ask();
		await owner.core.withdrawApproval(vault, gone, '');
		const late = () => client.core.addSignedPaper(vault, gone, null, { picked });
		expect(await refusalOf(late)).toBe('approval-withdrawn');
	});

	test('of a document that was just replaced is refused, to send and to accept', async () => {
		await send(owner, vault, fileOf('Draft.pdf', noise(600)));
		const draft = await named('Draft.pdf');
		const id = await ask(draft.file);
		await sign(id);
		const scan = await scanOf(id);
		await owner.core.readScan(vault, id, scan);
		await owner.core.replaceFile(vault, draft.file, draft.blob, {
			file: fileOf('Draft.pdf', noise(601)),
			handle: null
		});
		await expect
			.poll(async () => (await seen(client, id)).state, { timeout: 10_000 })
			.toBe('replaced');
		expect(await refusalOf(() => owner.core.acceptScan(vault, id, scan))).toBe(
			'approval-document-gone'
		);
		expect(await refusalOf(() => sign(id))).toBe('approval-document-gone');
	});

	test('beside other signers comes in order, once for each', async () => {
		const staff = owner.keyholder.session.userId;
		const id = await owner.core.askApproval(vault, {
			file,
			statement: 'We agree.',
			signers: [me(), staff],
			ordered: true,
			due: null
		});
		const picked = fileOf('Both.pdf', noise(300));
		const early = () => owner.core.addSignedPaper(vault, id, staff, { picked });
		expect(await refusalOf(early)).toBe('approval-not-your-turn');
		await sign(id);
		await accept(owner, id);
		expect(await refusalOf(() => sign(id))).toBe('approval-answered-already');
		expect(await refusalOf(() => client.core.readForApproval(vault, id))).toBe(
			'approval-answered-already'
		);
		await approve(owner, vault, id);
		expect(await seen(client, id)).toMatchObject({
			state: 'on-paper',
			signers: [{ state: 'on-paper' }, { state: 'approved' }]
		});
	});
});

test('the portal is told neither the scan’s name nor whose answer it is, nor why it was sent back', async () => {
	const id = await ask();
	const before = [client.sent.length, owner.sent.length];
	await sign(id, noise(500), 'canary-scan.pdf');
	await owner.core.returnScan(vault, id, await scanOf(id), 'canary-reason');
	const sent = [...client.sent.slice(before[0]), ...owner.sent.slice(before[1])];
	const bodies = sent.map(({ path, body }) => path + JSON.stringify(body ?? '')).join('\n');
	expect(bodies).not.toContain('canary');
	expect(bodies).not.toContain('Cleo');
});

test('the certificate names the scan by its hash, who added and who accepted it, and claims no more', async () => {
	const id = await ask();
	await sign(id);
	await accept(colleague, id);
	const { name, content } = await client.core.approvalCertificate(vault, id, 'en');
	expect(name).toBe('Return (signed on paper).pdf');
	const page = Buffer.from(await content.arrayBuffer());
	const text = page.toString('latin1');
	expect(text).toContain('not a digital signature of this person');
	expect(text).toContain('Petra Prep');
	expect(text).not.toContain('was signed twice');
	const digest = Buffer.from(await hashOf(paper)).toString('hex');
	expect(text.replaceAll(' ', '')).toContain(digest.slice(0, 16));
	// What was sent back before, and other papers, are not opened by it.
	const opened = (attachmentOf(page) ?? '')
		.split('\n')
		.filter((line) => line.split(' ').length === 3);
	expect(opened.length).toBe(5);
});
