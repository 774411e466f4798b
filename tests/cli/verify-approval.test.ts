import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeBase64url } from '../../src/crypto/base64url.ts';
import type { ApprovalId, VaultId } from '../../src/crypto/brands.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { attachmentOf } from '../../src/vault/pdf.ts';
import { approve, askFor } from '../claims/approving.ts';
import { fileOf, foundFirm, noise, send, welcome, type Person } from '../claims/people.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { Desk, edited, recordsOf } from './records.ts';

const DOCUMENT = noise(5000);
const STATEMENT = 'I have read my 2025 return.\nIt is complete — I approve it, says Łukasz.';
let portal: TestPortal;
let owner: Person;
let client: Person;
let vault: VaultId;
let approval: ApprovalId;
let desk: Desk;
let certificate: Uint8Array;
let spanish: Uint8Array;
let record: string;
let firm: string;

beforeAll(async () => {
	[portal, desk] = await Promise.all([openPortal(), Desk.clear()]);
	({ owner } = await foundFirm(portal));
	({ vault, client } = await welcome(portal, owner, 'Łukasz (Client)'));
	await send(owner, vault, fileOf('Return.pdf', DOCUMENT), fileOf('secret.pdf', noise(300)));
	const { files } = await owner.core.openVault(vault);
	const { file } = files.find(({ name }) => name === 'Return.pdf')!;
	const me = [client.keyholder.session.userId];
	approval = await askFor(owner, vault, file, me, STATEMENT);
	const other = await askFor(owner, vault, file, me, 'Something else');
	await client.core.declineApproval(vault, other, 'A private reason');
	await owner.core.renameFile(vault, file, 'Final return.pdf');
	await approve(client, vault, approval);
	const { content } = await owner.core.approvalCertificate(vault, approval, 'en');
	certificate = new Uint8Array(await content.arrayBuffer());
	const inSpanish = await client.core.approvalCertificate(vault, approval, 'es');
	spanish = new Uint8Array(await inSpanish.content.arrayBuffer());
	record = attachmentOf(certificate) ?? '';
	firm = (await owner.core.me())!.firmFingerprint;
	await desk.keep('return.pdf', DOCUMENT);
	await desk.keep('certificate.pdf', certificate);
	await desk.keep('certificado.pdf', spanish);
	await desk.keep('record.txt', record);
}, 60_000);
afterAll(async () => {
	await Promise.all([portal.close(), desk.leave()]);
});

const verify = (document: string, kept: string, expected?: string) =>
	desk.verifyApproval(document, kept, expected === undefined ? {} : { firm: expected });

async function verifyRecord(change: (lines: string[]) => string[]) {
	await desk.keep('changed.txt', edited(record, change));
	return verify('return.pdf', 'changed.txt');
}
/** The lines of the file whose entries are of this kind. */
async function linesOf(kind: string): Promise<number[]> {
	const lines = record.split('\n');
	const found: number[] = [];
	for (const [at, line] of lines.entries()) {
		const [word, bytes = ''] = line.split(' ');
		if (word !== 'entry') continue;
		if ((await parseEntry(decodeBase64url(bytes))).header.kind === kind) found.push(at);
	}
	return found;
}

describe('tallyport verify-approval', () => {
	test('C91 says who approved which document in what words and when, with no portal to ask', async () => {
		const { code, out, err } = await desk.tallyportByHand(
			'verify-approval',
			'return.pdf',
			'certificate.pdf',
			'--firm',
			firm
		);
		expect(err).toBe('');
		expect(out).toContain('APPROVED: this very document');
		expect(out).toContain('Document   Return.pdf, 5000 bytes');
		expect(out).toContain('It is complete — I approve it, says Łukasz.');
		expect(out).toMatch(/Approved {3}by Łukasz \(Client\), 20\d\d-/u);
		expect(out).toContain((await client.core.me())!.fingerprint);
		expect(code).toBe(0);
	});

	test('takes the record alone, and a whole export with names', async () => {
		expect((await verify('return.pdf', 'record.txt')).code).toBe(0);
		await desk.keep('all.txt', await recordsOf(portal, owner, vault, true));
		expect((await verify('return.pdf', 'all.txt')).code).toBe(0);
	});

	test('refuses a document with one byte changed, and one that is longer', async () => {
		const changed = DOCUMENT.slice();
		changed[2500] = (changed[2500] ?? 0) ^ 1;
		await desk.keep('other.pdf', changed);
		await desk.keep('longer.pdf', Uint8Array.of(...DOCUMENT, 10));
		for (const name of ['other.pdf', 'longer.pdf']) {
			const { code, out } = await verify(name, 'certificate.pdf');
			expect(out).toContain('this document is not the one');
			expect(code).toBe(1);
		}
	});

	test('C91 checks a certificate in whichever language it was saved', async () => {
		const { code, out } = await verify('return.pdf', 'certificado.pdf', firm);
		expect(out).toContain('APPROVED: this very document');
		expect(code).toBe(0);
		const text = Buffer.from(spanish).toString('latin1');
		const forged = text.replace('todas las personas', 'ninguna persona');
		expect(forged).not.toBe(text);
		await desk.keep('forged.pdf', Buffer.from(forged, 'latin1'));
		expect(await verify('return.pdf', 'forged.pdf')).toMatchObject({ code: 1 });
	});

	test('refuses a certificate with any word of its page changed', async () => {
		const text = Buffer.from(certificate).toString('latin1');
		for (const [from, to] of [
			['Return.pdf) Tj', 'Retorn.pdf) Tj'],
			['reads the record', 'knows the record'],
			['%%EOF', '%%EOG'],
			['/Count 1', '/Count 2']
		] as const) {
			expect(text).toContain(from);
			await desk.keep('forged.pdf', Buffer.from(text.replace(from, to), 'latin1'));
			const { code, out } = await verify('return.pdf', 'forged.pdf');
			expect(out).toContain('it was changed');
			expect(code).toBe(1);
		}
	});

	test('refuses another firm', async () => {
		const { code, out } = await verify('return.pdf', 'certificate.pdf', '1'.repeat(40));
		expect(out).toContain('not the firm given');
		expect(code).toBe(1);
	});

	test('refuses a record without the client’s signature', async () => {
		const [given = -1] = await linesOf('approval.given');
		const { code, out } = await verifyRecord((lines) => lines.filter((_, at) => at !== given));
		expect(out).toContain('not everybody who was asked');
		expect(code).toBe(1);
	});

	test('refuses a record in which something about the approval is sealed', async () => {
		const [given = -1] = await linesOf('approval.given');
		const { code, out } = await verifyRecord((lines) =>
			lines.map((line, at) => (at === given ? line.split(' ').slice(0, 2).join(' ') : line))
		);
		expect(out).toContain('is sealed in this record');
		expect(code).toBe(1);
	});

	test('refuses a record in which an entry was changed or left out', async () => {
		const [asked = -1] = await linesOf('approval.asked');
		for (const change of [
			(lines: string[]) => lines.filter((_, at) => at !== asked - 1),
			(lines: string[]) =>
				lines.map((line, at) =>
					at === asked
						? line.replace(
								/^entry (.{200})(.)/,
								(_, before: string, was: string) => `entry ${before}${was === 'A' ? 'B' : 'A'}`
							)
						: line
				)
		]) {
			const { code, out } = await verifyRecord(change);
			expect(out + String(code)).toMatch(/cannot be followed|opens no approval|not the one/u);
			expect(code).toBe(1);
		}
	});

	test('cannot check what is no certificate', async () => {
		for (const name of ['return.pdf', 'missing.pdf'])
			expect((await verify('return.pdf', name)).code).toBe(2);
		await desk.keep('plain.pdf', '%PDF-1.7\nnothing');
		const { code, err } = await verify('return.pdf', 'plain.pdf');
		expect(err).toContain('holds no record of an approval');
		expect(code).toBe(2);
	});
});

test('a certificate opens nothing about other files, other approvals or staff', () => {
	const opened = record.split('\n').filter((line) => line.split(' ').length === 3);
	// The file, its new name, the request and the answer.
	expect(opened.length).toBe(4);
	const all = Buffer.from(certificate).toString('latin1');
	expect(all).not.toContain('secret.pdf');
	expect(all).not.toContain('A private reason');
});
