import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApprovalId, FileId, VaultId } from '../../src/crypto/brands.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { approve, askFor, touched } from './approving.ts';
import { fileOf, foundFirm, noise, send, welcome, type Person } from './people.ts';
import { refusalOf } from '../vault/world.ts';

let portal: TestPortal;
let owner: Person;
let client: Person;
let vault: VaultId;
let file: FileId;
beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	({ vault, client } = await welcome(portal, owner, 'Cleo Client'));
	await send(
		owner,
		vault,
		fileOf('Return.pdf', noise(2000)),
		fileOf('data.csv', noise(20), 'text/csv')
	);
	file = (await owner.core.openVault(vault)).files.find(({ name }) => name === 'Return.pdf')!.file;
}, 60_000);
afterAll(() => portal.close());

const ask = () => askFor(owner, vault, file, [client.keyholder.session.userId]);
const seen = async (person: Person, id: ApprovalId) =>
	(await person.core.openVault(vault)).approvals.find(({ approval }) => approval === id)!;

describe('an approval', () => {
	test('C90 is asked, read, signed by identity and passkey, and stands for everybody', async () => {
		const id = await ask();
		expect(await seen(client, id)).toMatchObject({
			state: 'open',
			waitsForMe: true,
			name: 'Return.pdf',
			signers: [{ name: 'Cleo Client', isMe: true, state: 'waiting' }]
		});
		await approve(client, vault, id);
		expect(await seen(owner, id)).toMatchObject({
			state: 'approved',
			mayWithdraw: false,
			signers: [{ name: 'Cleo Client', state: 'approved' }]
		});
		expect(await refusalOf(() => owner.core.removeFile(vault, file))).toBe('approval-stands');
	});

	test('tells the server nothing of the document or the words, and makes no session', async () => {
		const id = await ask();
		const before = client.sent.length;
		await approve(client, vault, id);
		const sent = client.sent.slice(before);
		expect(sent.map(({ method, path }) => `${method} ${path}`)).not.toContain('POST /api/sign-in');
		expect(sent.some(({ path }) => path.startsWith('/api/ceremonies'))).toBe(false);
		const bodies = sent.map(({ body }) => JSON.stringify(body ?? '')).join('\n');
		expect(bodies).not.toContain('Return.pdf');
		expect(bodies).not.toContain('file it');
	});

	test('is not signed by somebody who did not read the document here', async () => {
		const id = await ask();
		expect(await refusalOf(() => client.core.approvalTerms(vault, id))).toBe('approval-unread');
	});

	test('needs the passkey’s own answer: another challenge, address or device is refused', async () => {
		const id = await ask();
		await client.core.readForApproval(vault, id);
		for (const bend of [
			{ challenge: 'AAAA' },
			{ origin: 'https://evil.example' },
			{ rpId: 'evil.example' },
			{ userVerified: false }
		]) {
			const terms = await client.core.approvalTerms(vault, id);
			const signed = touched(client, terms, bend);
			expect(await refusalOf(() => client.core.approve(vault, id, signed))).toBe(
				'approval-not-verified'
			);
		}
		const terms = await client.core.approvalTerms(vault, id);
		const stranger = touched(owner, terms);
		expect(await refusalOf(() => client.core.approve(vault, id, stranger))).toBe(
			'approval-not-verified'
		);
		expect((await seen(owner, id)).state).toBe('open');
	});

	test('that was withdrawn, or whose document went, while it was read is refused with its reason', async () => {
		const withdrawn = await ask();
		await client.core.readForApproval(vault, withdrawn);
		const terms = await client.core.approvalTerms(vault, withdrawn);
		await owner.core.withdrawApproval(vault, withdrawn, 'A number was wrong');
		const late = () => client.core.approve(vault, withdrawn, touched(client, terms));
		expect(await refusalOf(late)).toBe('approval-withdrawn');
		expect((await seen(client, withdrawn)).ended).toMatchObject({ reason: 'A number was wrong' });

		await send(owner, vault, fileOf('Draft.pdf', noise(500)));
		const files = (await owner.core.openVault(vault)).files;
		const draft = files.find(({ name }) => name === 'Draft.pdf')!.file;
		const gone = await askFor(owner, vault, draft, [client.keyholder.session.userId]);
		await client.core.readForApproval(vault, gone);
		const more = await client.core.approvalTerms(vault, gone);
		await owner.core.removeFile(vault, draft);
		const never = () => client.core.approve(vault, gone, touched(client, more));
		expect(await refusalOf(never)).toBe('approval-document-gone');
		expect((await seen(owner, gone)).state).toBe('gone');
	});

	test('is declined with a reason, and not without one', async () => {
		const id = await ask();
		expect(await refusalOf(() => client.core.declineApproval(vault, id, ' \u202e '))).toBe(
			'approval-no-reason'
		);
		await client.core.declineApproval(vault, id, 'My address is wrong.');
		expect(await seen(owner, id)).toMatchObject({
			state: 'declined',
			ended: { by: 'Cleo Client', reason: 'My address is wrong.' }
		});
		expect(await refusalOf(() => client.core.readForApproval(vault, id))).toBe('approval-declined');
	});

	test('is asked in words, of somebody, for something that can be read here', async () => {
		const files = (await owner.core.openVault(vault)).files;
		const table = files.find(({ name }) => name === 'data.csv')!.file;
		const me = [client.keyholder.session.userId];
		expect(await refusalOf(() => askFor(owner, vault, file, []))).toBe('approval-nobody');
		expect(await refusalOf(() => askFor(owner, vault, file, me, ' \n'))).toBe(
			'approval-no-statement'
		);
		expect(await refusalOf(() => askFor(owner, vault, file, me, 'x'.repeat(2001)))).toBe(
			'approval-too-long'
		);
		expect(await refusalOf(() => askFor(owner, vault, file, me, 'x\n'.repeat(41)))).toBe(
			'approval-too-long'
		);
		expect(await refusalOf(() => askFor(owner, vault, table, me))).toBe('approval-not-viewable');
	});

	test('by somebody who was not asked is refused', async () => {
		const id = await ask();
		expect(await refusalOf(() => owner.core.readForApproval(vault, id))).toBe('approval-not-yours');
	});

	test('has a certificate once it is complete', async () => {
		const id = await ask();
		expect(await refusalOf(() => owner.core.approvalCertificate(vault, id, 'en'))).toBe(
			'approval-incomplete'
		);
		await approve(client, vault, id);
		// Nobody's name needs one.
		client.fontFile = () => Promise.reject(new Error('a font was asked for'));
		const { name, content } = await client.core.approvalCertificate(vault, id, 'en');
		expect(name).toBe('Return (approved).pdf');
		expect((await content.text()).startsWith('%PDF-1.7')).toBe(true);
	});

	test('with a passkey’s key that the server made up is refused', async () => {
		const id = await ask();
		await client.core.readForApproval(vault, id);
		const key = Buffer.from(noise(77)).toString('base64url');
		client.interfere = async (path, init, pass) =>
			path.endsWith('/account/passkeys')
				? Response.json({ passkeys: [{ credential: client.passkey.id, key }] })
				: pass(path, init);
		const terms = await client.core.approvalTerms(vault, id);
		client.interfere = null;
		expect(await refusalOf(() => client.core.approve(vault, id, touched(client, terms)))).toBe(
			'approval-not-verified'
		);
	});
});
