import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newBlobId, newVaultId } from '../../src/crypto/ids.ts';
import { Browser, openPortal, ORIGIN, type TestPortal } from '../server/portal.ts';
import { fileOf, foundFirm, noise, send, welcome, type Person } from './people.ts';

describe('the server’s own doors', () => {
	let portal: TestPortal;
	let owner: Person;
	let client: Person;
	let stranger: Person;
	let vault: Awaited<ReturnType<typeof welcome>>['vault'];
	beforeAll(async () => {
		portal = await openPortal();
		({ owner } = await foundFirm(portal));
		({ client, vault } = await welcome(portal, owner, 'Maria'));
		({ client: stranger } = await welcome(portal, owner, 'Stranger'));
		await send(client, vault, fileOf('w2.pdf', noise(1000)));
	});
	afterAll(() => portal.close());

	test('C17 neither session cookies nor the set-up token can be found in the database', async () => {
		const browser = new Browser(portal.fetch);
		const terms = await client.core.terms('authenticate');
		const signedIn = await browser.post('/api/sign-in', {
			assertion: client.passkey.assert({
				id: terms.ceremony,
				challenge: Buffer.from(terms.challenge).toString('base64url')
			})
		});
		expect(signedIn.status).toBe(200);
		const token = browser.cookie?.split('=')[1] ?? '';
		expect(token.length).toBeGreaterThan(40);
		const files = ['tallyport.sqlite', 'tallyport.sqlite-wal'].map((name) =>
			readFile(path.join(portal.folder, name)).catch(() => Buffer.alloc(0))
		);
		const database = Buffer.concat(await Promise.all(files));
		for (const secret of [token, portal.setupToken]) {
			expect(database.includes(secret)).toBe(false);
			expect(database.includes(Buffer.from(secret, 'base64url'))).toBe(false);
			expect(database.includes(Buffer.from(secret, 'base64url').toString('hex'))).toBe(false);
		}
	});

	test('C18 requests that come from another site are refused, whatever they ask for', async () => {
		const forged = [
			{ 'sec-fetch-site': 'cross-site' },
			{ 'sec-fetch-site': 'same-site' },
			{ 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
			{ 'sec-fetch-site': '', origin: 'https://evil.example' }
		];
		for (const headers of forged)
			for (const address of ['/api/sign-out', '/api/sign-in', '/api/ceremonies']) {
				const response = await portal.fetch(`${ORIGIN}${address}`, {
					method: 'POST',
					headers: { 'content-type': 'application/json', ...headers },
					body: '{}'
				});
				expect({ address, status: response.status }).toEqual({ address, status: 403 });
			}
	});

	test('C22 what belongs to another vault answers exactly like what does not exist', async () => {
		const { files } = await owner.core.openVault(vault);
		const blob = files[0]?.blob ?? newBlobId();
		const cookies = stranger.keyholder.api;
		const answers = [
			() => cookies.vaultLog(vault, null),
			() => cookies.vaultLog(newVaultId(), null),
			() => cookies.uploadStatus(vault, blob),
			() => cookies.blobRange({ vault, blob }, { start: 0, end: 10 }, new AbortController().signal),
			() =>
				cookies.blobRange(
					{ vault: newVaultId(), blob: newBlobId() },
					{ start: 0, end: 10 },
					new AbortController().signal
				),
			() => cookies.startUpload(vault, newBlobId(), 1000, 1),
			() => cookies.seen(vault, 1)
		];
		for (const ask of answers) await expect(ask()).rejects.toMatchObject({ code: 'not-found' });
	});
});
