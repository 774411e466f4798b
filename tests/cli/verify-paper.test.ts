import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeBase64url } from '../../src/crypto/base64url.ts';
import type { ApprovalId, VaultId } from '../../src/crypto/brands.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { attachmentOf } from '../../src/vault/pdf.ts';
import { approve, askFor, signOnPaper } from '../claims/approving.ts';
import { fileOf, foundFirm, noise, send, sha256, welcome, type Person } from '../claims/people.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { Desk, edited } from './records.ts';

const DOCUMENT = noise(5000);
const SCAN = noise(4000);
let portal: TestPortal;
let owner: Person;
let client: Person;
let vault: VaultId;
let desk: Desk;
let record: string;
let certificate: Buffer;

beforeAll(async () => {
	[portal, desk] = await Promise.all([openPortal(), Desk.clear()]);
	({ owner } = await foundFirm(portal));
	({ vault, client } = await welcome(portal, owner, 'Cleo Client'));
	await send(owner, vault, fileOf('Return.pdf', DOCUMENT));
	const { files } = await owner.core.openVault(vault);
	const { file } = files.find(({ name }) => name === 'Return.pdf')!;
	const approval = await askFor(owner, vault, file, [
		client.keyholder.session.userId,
		owner.keyholder.session.userId
	]);
	await sign(approval, noise(100), 'secret draft.pdf');
	await owner.core.returnScan(vault, approval, await scanOf(approval), 'A page is missing');
	await sign(approval, SCAN, 'Signed.pdf');
	await approve(owner, vault, approval);
	const scan = await scanOf(approval);
	await owner.core.readScan(vault, approval, scan);
	await owner.core.acceptScan(vault, approval, scan);
	await desk.keep('return.pdf', DOCUMENT);
	const { content } = await owner.core.approvalCertificate(vault, approval, 'en');
	certificate = Buffer.from(await content.arrayBuffer());
	record = attachmentOf(certificate) ?? '';
	await desk.keep('certificate.pdf', certificate);
}, 60_000);
afterAll(async () => {
	await Promise.all([portal.close(), desk.leave()]);
});

const sign = (approval: ApprovalId, content: Uint8Array<ArrayBuffer>, name: string) =>
	signOnPaper(client, vault, approval, fileOf(name, content));
async function scanOf(id: ApprovalId) {
	const { approvals } = await owner.core.openVault(vault);
	return approvals.find(({ approval }) => approval === id)!.signers[0]!.scan!.entry;
}

async function verify(document: string, kept: string) {
	const { code, out, err } = await desk.verifyApproval(document, kept);
	return { code, out: out + err };
}

async function without(kind: string) {
	const lines = record.split('\n');
	const found: number[] = [];
	for (const [at, line] of lines.entries()) {
		const [word, bytes = ''] = line.split(' ');
		if (word !== 'entry') continue;
		if ((await parseEntry(decodeBase64url(bytes))).header.kind === kind) found.push(at);
	}
	const last = found.at(-1);
	await desk.keep(
		'less.txt',
		edited(record, (all) => all.filter((_, at) => at !== last))
	);
	return verify('return.pdf', 'less.txt');
}

describe('tallyport verify-approval of an answer on paper', () => {
	test('says which scan, added and accepted by whom and when, calls it no digital signature, and answers 3', async () => {
		const { code, out } = await verify('return.pdf', 'certificate.pdf');
		expect(code).toBe(3);
		expect(out).toContain('On paper   Cleo Client, as the firm says: no digital signature');
		expect(out).toContain('Signed.pdf, 4000 bytes');
		expect(out).toContain(sha256(SCAN));
		expect(out).toMatch(/added {4}by this person, signed in, 20\d\d-/u);
		expect(out).toMatch(/accepted by .+ for .+, 20\d\d-/u);
		expect(out).toMatch(/Approved {3}by .+ by their own clock/u);
		expect(out).toContain('ON PAPER: the record is whole');
		expect(out).not.toContain('APPROVED:');
	});

	test('by hand answers the same', async () => {
		const { code, out } = await desk.tallyportByHand(
			'verify-approval',
			'return.pdf',
			'certificate.pdf'
		);
		expect([code, out.includes('ON PAPER')]).toEqual([3, true]);
	});

	test('refuses another document, and a certificate that was made to look digital', async () => {
		await desk.keep('other.pdf', noise(5000));
		expect((await verify('other.pdf', 'certificate.pdf')).code).toBe(1);
		const text = certificate.toString('latin1');
		const claim = 'This is not a digital signature';
		expect(text).toContain(claim);
		const forged = text.replace(claim, 'This is now a digital signature');
		await desk.keep('forged.pdf', Buffer.from(forged, 'latin1'));
		const { code, out } = await verify('return.pdf', 'forged.pdf');
		expect(out).toContain('it was changed');
		expect(code).toBe(1);
	});

	test('refuses a record without the acceptance, or without the scan', async () => {
		const { code, out } = await without('approval.scan-accepted');
		expect(out).toContain('not everybody who was asked');
		expect(code).toBe(1);
		expect((await without('approval.scanned')).code).toBe(1);
	});

	test('a certificate opens the accepted scan’s entry, and not the one that was sent back', () => {
		expect(certificate.toString('latin1')).not.toContain('secret draft');
		expect(certificate.toString('latin1')).toContain('Signed.pdf');
	});
});
