/** A certificate of people whose names need an embedded font: checked by the command, and read by another program. */
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installedFont } from '../../src/cli/installed-font.ts';
import { Unreadable } from '../../src/cli/reading.ts';
import type { ApprovalId, VaultId } from '../../src/crypto/brands.ts';
import { utf8 } from '../../src/crypto/bytes.ts';
import { approvalsIn } from '../../src/vault/approval-record.ts';
import { certificateOf } from '../../src/vault/certificate.ts';
import { attachmentOf } from '../../src/vault/pdf.ts';
import { parseRecords } from '../../src/vault/records.ts';
import { approve, askFor } from '../claims/approving.ts';
import { fileOf, foundFirm, fragmentOf, noise, Person, send, welcome } from '../claims/people.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { refusalOf } from '../vault/world.ts';
import { Desk } from './records.ts';

const NAMES = ['Łukasz Żółć', 'Nguyễn Thị Ánh', 'Ελένη Παπαδοπούλου', 'Дмитрий Иванов'];
const FILE = 'Zeznanie Łukasza.pdf';
const DOCUMENT = noise(3000);
let portal: TestPortal;
let owner: Person;
let vault: VaultId;
let approval: ApprovalId;
let desk: Desk;
let certificate: Buffer;

beforeAll(async () => {
	[portal, desk] = await Promise.all([openPortal(), Desk.clear()]);
	({ owner } = await foundFirm(portal));
	const first = await welcome(portal, owner, NAMES[0]!);
	({ vault } = first);
	const people = [first.client];
	for (const name of NAMES.slice(1)) people.push(await another(name));
	await send(owner, vault, fileOf(FILE, DOCUMENT));
	const { files } = await owner.core.openVault(vault);
	const signers = people.map(({ keyholder }) => keyholder.session.userId);
	approval = await askFor(owner, vault, files[0]!.file, signers, 'Zatwierdzam. Я согласен.');
	for (const person of people) await approve(person, vault, approval);
	certificate = await saved('en');
	await desk.keep('return.pdf', DOCUMENT);
	await desk.keep('certificate.pdf', certificate);
}, 60_000);
afterAll(async () => {
	await Promise.all([portal.close(), desk.leave()]);
});

async function another(name: string): Promise<Person> {
	const { url } = await owner.core.inviteClient(vault, name, true);
	const person = new Person(portal);
	await person.core.openLink(fragmentOf(url));
	await person.core.join({ name, passkey: await person.newPasskey(), withRecovery: false });
	return person;
}

async function saved(language: 'en' | 'es'): Promise<Buffer> {
	const { content } = await owner.core.approvalCertificate(vault, approval, language);
	return Buffer.from(await content.arrayBuffer());
}

/** The page of the same record as it was made before there was a font. */
async function ofBefore(language: 'en' | 'es'): Promise<Uint8Array> {
	const record = attachmentOf(certificate)!;
	const [found] = await approvalsIn(parseRecords(utf8(record)));
	return certificateOf(found!, record, language, null);
}

describe('tallyport verify-approval of names from all over Europe, and Vietnam', () => {
	test('finds the certificate right by hand, and names the people', async () => {
		const command = ['verify-approval', 'return.pdf', 'certificate.pdf'];
		const { code, out, err } = await desk.tallyportByHand(...command);
		expect(err).toBe('');
		for (const name of NAMES) expect(out).toContain(name);
		expect(out).toContain('APPROVED: this very document');
		expect(code).toBe(0);
	});

	test('finds it right in Spanish, and so the ones from before letters were embedded', async () => {
		const before = Buffer.from(await ofBefore('en'));
		expect(before.toString('latin1')).toContain('\\\\u{141}ukasz');
		for (const page of [await saved('es'), before, await ofBefore('es')]) {
			await desk.keep('other.pdf', page);
			expect(await desk.verifyApproval('return.pdf', 'other.pdf')).toMatchObject({ code: 0 });
		}
	});

	test('C91 refuses one with a letter exchanged: on the page, in its font, in what is copied from it', async () => {
		const text = certificate.toString('latin1');
		for (const [from, to] of [
			[/<(....)(....)(?=[0-9A-F]*> Tj)/u, '<$2$1'],
			[/(beginbfchar\n<0001> <)..../u, '$10041'],
			[/\/W \[1 \[\d+/u, '/W [1 [1'],
			[/(\/Length1 [^]{900})./u, '$1\u0001'],
			[/\/Title <FEFF..../u, '/Title <FEFF0041']
		] as const) {
			const forged = text.replace(from, to);
			expect(forged).not.toBe(text);
			await desk.keep('forged.pdf', Buffer.from(forged, 'latin1'));
			const { code, out } = await desk.verifyApproval('return.pdf', 'forged.pdf');
			expect(out).toContain('it was changed');
			expect(code).toBe(1);
		}
	});

	test('checks nothing without the very font, and says so', async () => {
		for (const file of [
			() => Promise.reject(new Error('ENOENT')),
			async () => utf8('another font')
		]) {
			await expect(installedFont(file)).rejects.toThrow(Unreadable);
			await expect(installedFont(file)).rejects.toThrow('Install Tallyport again.');
		}
	});
});

test('another program reads the names, words and title of it as they are', async () => {
	const reading = getDocument({ data: new Uint8Array(certificate), verbosity: 0 });
	const file = await reading.promise;
	const pages = await Promise.all(
		Array.from({ length: file.numPages }, async (_, index) => {
			const { items } = await (await file.getPage(index + 1)).getTextContent();
			return items.map((item) => ('str' in item ? item.str : '')).join('\n');
		})
	);
	for (const words of [...NAMES, FILE, 'Zatwierdzam. Я согласен.'])
		expect(pages.join('\n')).toContain(words);
	const { info } = await file.getMetadata();
	expect(info).toMatchObject({ Title: `Certificate of approval: ${FILE}` });
	await reading.destroy();
});

describe('without its font', () => {
	test('there is no certificate rather than another one', async () => {
		const came = owner.fontFile;
		for (const file of [
			() => Promise.reject(new TypeError('Failed to fetch')),
			async () => utf8('<!doctype html>')
		]) {
			owner.fontFile = file;
			expect(await refusalOf(() => saved('en'))).toBe('certificate-letters');
		}
		owner.fontFile = came;
		expect((await saved('en')).toString('latin1')).toContain('+NotoSans-Regular');
	});
});
