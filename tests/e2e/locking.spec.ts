/** Keys are in a worker's memory and nowhere else, and a locked portal has none. */
import type { Page } from '@playwright/test';
import { account as accountAnswer } from '../../src/contract/api.ts';
import { deviceKey } from '../../src/crypto/account.ts';
import { parsePrfOutput, passkeyUnlockKey } from '../../src/crypto/passkey.ts';
import { unlockWithPasskey } from '../../src/vault/account.ts';
import { watchCeremonies } from './fixtures/ceremonies.ts';
import { cookieOf, expect, testWithFirm, welcome, type Person } from './fixtures/entering.ts';
import {
	createClient,
	FIRM,
	fileRow,
	joinVault,
	lock,
	pick,
	sendFiles,
	uploadArea
} from './fixtures/journeys.ts';
import { findTraces, type Trace } from './fixtures/traces.ts';

const test = testWithFirm();

const CLIENT = 'Wolanski, Ewa';
const FILE = 'Kontoauszug 2025.pdf';
const signInButton = (page: Page) =>
	page.getByRole('button', { name: /^(?:Sign in|Unlock) with passkey$/u });

/** A client in their vault, with a file on the screen. */
async function settled(owner: Person, client: Person): Promise<void> {
	await welcome(owner, client, CLIENT);
	const file = { name: FILE, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') };
	await sendFiles(client, file, [FILE]);
	await expect(client.page.getByRole('button', { name: FILE, exact: true })).toBeVisible();
}

/** Neither on the screen nor in what a screen reader or a curious person would find behind it. */
async function expectNoNames(page: Page): Promise<void> {
	await expect(signInButton(page)).toBeVisible();
	const markup = await page.content();
	// Nothing shorter: three letters turn up in the hashes of the page's own files.
	for (const name of [CLIENT, 'Wolanski', FILE, 'Kontoauszug']) expect(markup).not.toContain(name);
	expect(await page.title()).not.toContain('Ewa');
}

/** Asks the worker itself, past every screen, to open a vault. "ok", or the code of its refusal. */
async function askWorker(page: Page, vault: string): Promise<string> {
	const [worker] = page.workers();
	if (!worker) throw new Error('There is no worker');
	return worker.evaluate(async (id) => {
		const post = self.postMessage.bind(self);
		const answer = await new Promise<unknown>((resolve) => {
			Reflect.set(self, 'postMessage', (message: unknown) => {
				const isOurs =
					typeof message === 'object' && message !== null && Reflect.get(message, 'id') === -1;
				if (isOurs) resolve(message);
				else post(message);
			});
			const data = { id: -1, method: 'openVault', args: [id] };
			self.dispatchEvent(new MessageEvent('message', { data }));
		});
		Reflect.set(self, 'postMessage', post);
		const { ok, problem } = answer as { ok: boolean; problem?: { code: string } };
		return ok ? 'ok' : (problem?.code ?? '');
	}, vault);
}

const vaultOf = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

test('C16 reloading forgets the keys, and one touch of the passkey opens the same page again', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { interactions } = await watchCeremonies(client);
	await settled(owner, client);
	const address = client.page.url();
	await client.page.reload();
	await expectNoNames(client.page);
	expect(await askWorker(client.page, vaultOf(client.page))).toBe('locked');
	interactions.length = 0;
	await signInButton(client.page).click();
	await expect(client.page.getByRole('button', { name: FILE, exact: true })).toBeVisible();
	expect(interactions).toEqual(['click', 'get']);
	expect(client.page.url()).toBe(address);
});

test('C16 locking takes every name off the page and every key out of the worker', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { interactions } = await watchCeremonies(client);
	await settled(owner, client);
	const vault = vaultOf(client.page);
	expect(await askWorker(client.page, vault)).toBe('ok');
	// A server that never answers must not keep the keys in memory.
	await client.context.route('**/api/account/keyring', () => undefined);
	await lock(client, CLIENT);
	await expect(
		client.page.getByText('Locked. Your files are closed on this device.')
	).toBeVisible();
	await expectNoNames(client.page);
	await expect.poll(() => askWorker(client.page, vault), { timeout: 20_000 }).toBe('locked');
	await client.context.unrouteAll({ behavior: 'ignoreErrors' });
	interactions.length = 0;
	await signInButton(client.page).click();
	await expect(client.page.getByRole('button', { name: FILE, exact: true })).toBeVisible();
	expect(interactions).toEqual(['click', 'get']);
});

test('C16 a quarter of an hour without a touch locks, and a touch before it does not', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { page } = client;
	await page.clock.install();
	await settled(owner, client);
	await page.clock.fastForward('14:00');
	await page.keyboard.press('Shift');
	await page.clock.fastForward('14:00');
	await expect(uploadArea(page)).toBeVisible();
	await page.clock.fastForward('01:30');
	await expect(
		page.getByText('Locked, because nothing happened here for 15 minutes.')
	).toBeVisible();
	await expectNoNames(page);
	await expect.poll(() => askWorker(page, vaultOf(page)), { timeout: 20_000 }).toBe('locked');
});

test('C16 no key is kept in the browser: not in its storage, not in its caches, not in a cookie', async ({
	owner,
	person,
	portal
}) => {
	const client = await person('a client');
	const { prfOutputs } = await watchCeremonies(client);
	await settled(owner, client);
	const kept = await tracesOfStorage(client);
	// The search sees what is there: the firm's name, for the sign-in page.
	expect(findTraces(FIRM, kept)).not.toEqual([]);
	const secrets = await secretsOf(client, portal.origin, prfOutputs[0]);
	expect(Object.keys(secrets)).toHaveLength(6);
	for (const [name, secret] of Object.entries(secrets))
		expect(findTraces(secret, kept), name).toEqual([]);
	for (const name of [CLIENT, FILE]) expect(findTraces(name, kept), name).toEqual([]);
});

test('C16 a staff member’s locked page names no client, and neither does going back to it', async ({
	owner,
	person
}) => {
	await joinVault(await person('a client'), await createClient(owner, CLIENT));
	const { page } = owner;
	const file = { name: FILE, mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') };
	await sendFiles(owner, file, [FILE]);
	await expect(fileRow(page, FILE)).toBeVisible();
	await page.goto('/account');
	await expectNoNames(page);
	await page.goBack();
	await expectNoNames(page);
	await signInButton(page).click();
	await expect(fileRow(page, FILE)).toBeVisible();
	await lock(owner, 'Olu Adeyemi');
	await expectNoNames(page);
	await signInButton(page).click();
	await expect(fileRow(page, FILE)).toBeVisible();
	// Nor does the word about what was done last.
	await pick(page, FILE, 'Remove');
	await page.getByRole('button', { name: 'Remove file', exact: true }).click();
	await expect(page.getByText(`Removed ${FILE}.`)).toBeVisible();
	await lock(owner, 'Olu Adeyemi');
	await expectNoNames(page);
});

/** All that this origin keeps in the browser, as one would copy it off the disk. */
async function tracesOfStorage({ page, context }: Person): Promise<Trace[]> {
	const places = await page.evaluate(dumpStorage);
	const cookies = { place: 'cookies', text: JSON.stringify(await context.cookies()) };
	return [...places, cookies].map(({ place, text }) => ({
		place,
		bytes: Buffer.from(text, 'latin1')
	}));
}

/** Runs in the page. Bytes become the characters of the same numbers. */
async function dumpStorage(): Promise<{ place: string; text: string }[]> {
	const settle = <T>(request: IDBRequest<T>) =>
		new Promise<T>((resolve, reject) => {
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
		});
	const written = (value: unknown): string => {
		if (value instanceof ArrayBuffer) return written(new Uint8Array(value));
		if (ArrayBuffer.isView(value)) {
			const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
			return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
		}
		if (typeof value !== 'object' || value === null) return String(value);
		return Object.entries(value)
			.map(([key, inner]) => `${key}: ${written(inner)}\n`)
			.join('');
	};
	const found = [
		{ place: 'localStorage', text: JSON.stringify(localStorage) },
		{ place: 'sessionStorage', text: JSON.stringify(sessionStorage) },
		{ place: 'history', text: JSON.stringify([history.state, location.href, window.name]) },
		{ place: 'caches', text: JSON.stringify(await caches.keys()) }
	];
	for (const { name } of await indexedDB.databases()) {
		const database = await settle(indexedDB.open(name ?? ''));
		for (const store of database.objectStoreNames) {
			const objects = database.transaction(store).objectStore(store);
			const [keys, values] = await Promise.all([
				settle(objects.getAllKeys()),
				settle(objects.getAll())
			]);
			found.push({ place: `IndexedDB ${store}`, text: written(keys) + written(values) });
		}
		database.close();
	}
	return found;
}

/** What this person's passkey opens, worked out from what the server stores, as the worker does. */
async function secretsOf(
	client: Person,
	origin: string,
	prf: Buffer | undefined
): Promise<Record<string, Uint8Array>> {
	if (!prf) throw new Error('No passkey was used');
	const response = await fetch(`${origin}/api/account`, { headers: await cookieOf(client) });
	const wire = accountAnswer.parse(await response.json());
	const credential = wire.passkeys[0]?.credential ?? '';
	const output = parsePrfOutput(new Uint8Array(prf));
	const unlockKey = (await passkeyUnlockKey(output)).slice();
	const { key, identity } = await unlockWithPasskey(wire, { credential, prf: output.slice() });
	return {
		'PRF output': prf,
		'unlock key': unlockKey,
		'account key': key,
		'device key': await deviceKey(key),
		'identity seed': identity.seed,
		'signing seed': identity.signing.seed
	};
}
