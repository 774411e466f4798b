/**
 * The built pages in a real browser against a portal that lies. One story sets the stage; each attack tells one lie, and
 * the portal is honest again afterwards.
 */
import { expect, test } from '@playwright/test';
import type { Raw } from '../../src/crypto/brands.ts';
import { parseEntry } from '../../src/crypto/entry-header.ts';
import { signEntry } from '../../src/crypto/entry.ts';
import { identityFromSeed } from '../../src/crypto/identity.ts';
import { linkKeys, parseLinkSecret } from '../../src/crypto/link.ts';
import { parsePrfOutput, passkeyUnlockKey, prfSalt } from '../../src/crypto/passkey.ts';
import { newIdentitySeed } from '../../src/crypto/random.ts';
import {
	HEADER_BYTES,
	PAYLOAD_NONCE_BYTES,
	STORED_CHUNK_BYTES
} from '../../src/crypto/age/sizes.ts';
import { watchCeremonies, type Ceremonies } from '../e2e/fixtures/ceremonies.ts';
import {
	createClient,
	escape,
	fileRow,
	joinVault,
	lock,
	sendFiles,
	setUpFirm,
	uploadArea
} from '../e2e/fixtures/journeys.ts';
import { Person } from '../e2e/fixtures/person.ts';
import { pdfOf, stream } from '../e2e/fixtures/pdf.ts';
import { findTraces, type Trace } from '../e2e/fixtures/traces.ts';
import { leaves, putTogether, replaceAt, takeApart } from './entries.ts';
import { attack, expectWarning as expectWarned, putAway, warning } from './evil-page.ts';
import { aFile, madeUpKey } from './forged.ts';
import {
	answering,
	firmLogPath,
	flipped,
	honest,
	isRead,
	keeping,
	logOf,
	replaced,
	storing,
	swapped,
	vaultLogPath
} from './lies.ts';
import { LyingPortal } from './proxy.ts';
import type { Attack } from './attacks.ts';
import type { Interfere } from '../claims/people.ts';

const OWNER = 'Olu Adeyemi';
const CLIENT = 'Maria Rivera';
/** None could stand by chance in what the record holds in base64url. */
const NAMES = [OWNER, CLIENT, 'Harbor &', 'W-2.txt', 'long.bin'];
const FIRST = HEADER_BYTES + PAYLOAD_NONCE_BYTES;

let portal: LyingPortal;
let owner: Person;
let client: Person;
let link: string;
let ceremonies: Ceremonies[];
/** The options of every ceremony, and every call of the Signal API. */
let options: string[];

test.describe.configure({ mode: 'serial' });

test.beforeAll('the story', async ({ browser }) => {
	test.setTimeout(240_000);
	portal = await LyingPortal.start();
	owner = await Person.arrive(browser, 'the owner', { origin: portal.origin });
	client = await Person.arrive(browser, 'the client', { origin: portal.origin, phone: true });
	ceremonies = [await watchCeremonies(owner), await watchCeremonies(client)];
	options = await watchOptions(owner);
	await setUpFirm(owner, portal.setupLink);
	link = await createClient(owner, CLIENT);
	await joinVault(client, link);
	await sendFiles(
		client,
		[
			{ name: 'W-2.txt', mimeType: 'text/plain', buffer: Buffer.from('Wages: 1,234.56') },
			{ name: 'long.bin', mimeType: '', buffer: Buffer.alloc(200_000, 7) }
		],
		['W-2.txt', 'long.bin']
	);
	await expect(fileRow(owner.page, 'long.bin')).toBeVisible();
	// What the browser prints of answers that are refused.
	for (const person of [owner, client]) person.expectProblem(/status of 4\d\d|net::ERR/u);
});

test.afterEach(() => {
	portal.lie = honest;
});

test.afterAll(async () => {
	for (const { name, problems } of [owner, client])
		expect.soft(problems, `on the pages of ${name}`).toEqual([]);
	await Promise.all([owner, client].map(({ context }) => context.close()));
	await portal[Symbol.asyncDispose]();
});

/** Notes what ceremonies are asked for. */
async function watchOptions({ page }: Person): Promise<string[]> {
	const noted: string[] = [];
	await page.exposeFunction('noteOptions', (text: string) => void noted.push(text));
	await page.addInitScript(() => {
		if (!('credentials' in navigator)) return;
		const tell = (what: unknown) => {
			const note: unknown = Reflect.get(window, 'noteOptions');
			const text = JSON.stringify(what, (_, value: unknown) =>
				value instanceof Uint8Array ? [...value] : value
			);
			if (typeof note === 'function') Reflect.apply(note, window, [text]);
		};
		const { credentials } = navigator;
		for (const name of ['create', 'get'] as const) {
			const real = credentials[name].bind(credentials);
			Reflect.set(credentials, name, (given: CredentialCreationOptions) => {
				tell({ name, publicKey: given.publicKey });
				return real(given);
			});
		}
		for (const name of Object.getOwnPropertyNames(PublicKeyCredential))
			if (name.startsWith('signal')) Reflect.set(PublicKeyCredential, name, () => tell({ name }));
	});
	return noted;
}

/** Once all that the page asks by itself has been answered: what it hears later would warn again. */
async function expectWarning(person: Person, named: Attack, names: readonly string[]) {
	await expect(warning(person).first()).toBeVisible();
	await portal.quiet();
	return expectWarned(person, named, names);
}

/** The passkey opens nothing: the person stands before the door, and nothing was written. */
async function expectShutOut(person: Person, act: () => Promise<void>): Promise<void> {
	const mark = portal.seen.length;
	await act();
	await expect(warning(person).first()).toBeVisible();
	await expect(person.page.getByRole('heading', { level: 1 })).not.toHaveText(
		/Clients|Your files/u
	);
	expect(portal.writesSince(mark)).toEqual([]);
}

const pressUnlock = async ({ page }: Person) => {
	await page.getByRole('button', { name: 'Unlock with passkey' }).click();
};

/** The portal is honest again, and lets the person in. */
async function unlock(person: Person): Promise<void> {
	portal.lie = honest;
	await pressUnlock(person);
	await expect(person.page.getByRole('button', { name: 'Unlock with passkey' })).toBeHidden();
	await portal.quiet();
	await expect(warning(person)).toHaveCount(0);
}

/** From the client list, which is where unlocking leads back to. */
async function lockOwner(): Promise<void> {
	await toClients();
	await portal.quiet();
	await lock(owner, OWNER);
	// What a log that lied was refused for rings as long as its session lasts.
	await putAway(owner);
}

/** A warning that comes at this very moment moves the page under the pointer: who then misses the link presses it again. */
async function toClients(): Promise<void> {
	const link = owner.page.getByRole('link', { name: /^Clients/u }).first();
	await expect(async () => {
		await link.click();
		const heading = owner.page.getByRole('heading', { name: 'Clients', level: 1 });
		await expect(heading).toBeVisible({ timeout: 5000 });
	}).toPass({ timeout: 30_000 });
}

/** The id of a client's vault, from the owner's list. */
async function vaultOf(name: string): Promise<string> {
	await toClients();
	const address = await owner.page.getByRole('link', { name }).first().getAttribute('href');
	return /[\w-]{22,}/u.exec(address ?? '')?.[0] ?? '';
}

/** The client's vault, on the owner's screen. */
async function openVault(name = CLIENT): Promise<void> {
	await toClients();
	await owner.page.getByRole('link', { name }).first().click();
}

attack('01a', async (named) => {
	const mallory = await identityFromSeed(newIdentitySeed());
	await lockOwner();
	portal.lie = keeping(firmLogPath, async ([genesis = new Uint8Array(), ...rest]) => {
		const parts = await takeApart(genesis);
		const kem = leaves(parts.payload).find(
			({ path, value }) =>
				path[0] === 'owner' && value instanceof Uint8Array && value.length === 1216
		);
		const payload = replaceAt(parts.payload, kem?.path ?? [], mallory.kem.publicKey);
		return [putTogether({ ...parts, payload }), ...rest];
	});
	await expectShutOut(owner, () => pressUnlock(owner));
	await expectWarning(owner, named, NAMES);
	await unlock(owner);
});

attack('02a', async (named) => {
	await lockOwner();
	portal.lie = answering(/\/sign-in$/u, (answer) => {
		const { session, account } = answer as { session: string; account: Record<string, unknown> };
		const { identity, keyring } = account;
		return { session, account: { ...account, identity: keyring, keyring: identity } };
	});
	await expectShutOut(owner, () => pressUnlock(owner));
	await expectWarning(owner, named, NAMES);
	await unlock(owner);
});

attack('14a', async (named) => {
	await lock(client, CLIENT);
	portal.lie = keeping(vaultLogPath, (entries) => entries.slice(0, -1));
	await expectShutOut(client, () => pressUnlock(client));
	const records = await expectWarning(client, named, NAMES);
	expect(records[0]).toMatchObject({ reading: 'vault log', code: 'log-rolled-back' });
	await unlock(client);
	// The lie was for whoever asked: the owner's page may have heard it too, and believes nothing of that vault in this session.
	await lockOwner();
	await unlock(owner);
});

attack('05a', async (named) => {
	await openVault();
	const bytes = await storedBytes('W-2.txt');
	portal.lie = storing(flipped(bytes, bytes.length - 30), bytes.length);
	await refusesToOpen('W-2.txt');
	const [record] = await expectWarning(owner, named, NAMES);
	expect(record).toMatchObject({ reading: 'file', code: 'file-damaged' });
});

attack('06a', async (named) => {
	await openVault();
	const bytes = await storedBytes('long.bin');
	const chunks: Raw[] = [];
	for (let at = FIRST; at < bytes.length; at += STORED_CHUNK_BYTES)
		chunks.push(bytes.slice(at, at + STORED_CHUNK_BYTES));
	const moved = Buffer.concat([bytes.slice(0, FIRST), ...swapped(chunks, 0, 1)]);
	portal.lie = storing(new Uint8Array(moved), bytes.length);
	await refusesToOpen('long.bin');
	await expectWarning(owner, named, NAMES);
});

/** A stored file's bytes, taken from an honest answer on its way. */
async function storedBytes(name: string): Promise<Raw> {
	let bytes: Raw = new Uint8Array();
	portal.lie = async (path, init, pass) => {
		const response = await pass(path, init);
		if (path.includes('/blobs/')) bytes = new Uint8Array(await response.clone().arrayBuffer());
		return response;
	};
	const saving = owner.page.waitForEvent('download');
	await owner.page.getByRole('button', { name, exact: true }).click();
	await saving;
	portal.lie = honest;
	return bytes;
}

/** No byte of it reaches the person: nothing is saved, nothing is shown. */
async function refusesToOpen(name: string): Promise<void> {
	const { page } = owner;
	const downloads: string[] = [];
	const note = (download: { suggestedFilename(): string }) =>
		void downloads.push(download.suggestedFilename());
	page.on('download', note);
	await page.getByRole('button', { name, exact: true }).click();
	await expect(warning(owner).first()).toBeVisible();
	page.off('download', note);
	expect(downloads).toEqual([]);
	expect(page.frames().filter((frame) => frame.url().includes('/viewer/'))).toEqual([]);
}

attack('07a', async (named) => {
	// The author's clock in the entry that brought the second file; the next entry no longer follows it.
	await lockOwner();
	await unlock(owner);
	portal.lie = keeping(vaultLogPath, async (entries) => {
		const at = entries.length - 2;
		const parts = await takeApart(entries[at] ?? new Uint8Array());
		const header = replaceAt(parts.header, [9], Number(parts.header[9]) - 86_400_000);
		if (!Array.isArray(header)) throw new TypeError('no header');
		return replaced(entries, at, putTogether({ ...parts, header }));
	});
	const mark = portal.seen.length;
	await openVault();
	await expect(warning(owner).first()).toBeVisible();
	await expect(owner.page.getByText('W-2.txt')).toHaveCount(0);
	expect(portal.writesSince(mark)).toEqual([]);
	await expectWarning(owner, named, NAMES);
});

attack('27a', async (named) => {
	const kept = new Map<string, Response>();
	await lockOwner();
	portal.lie = async (path, init, pass) => {
		const response = await pass(path, init);
		if (isRead(init) && /\/log/u.test(path)) kept.set(path, response.clone());
		return response;
	};
	await pressUnlock(owner);
	await openVault();
	await expect(fileRow(owner.page, 'W-2.txt')).toBeVisible();
	portal.lie = honest;
	await owner.page.getByRole('button', { name: 'New folder' }).click();
	await owner.page.getByLabel('Folder’s name').fill('2025');
	await owner.page.getByRole('button', { name: 'Make folder' }).click();
	await expect(owner.page.getByRole('button', { name: 'Actions for folder 2025' })).toBeVisible();
	await lockOwner();
	const replaying: Interfere = (path, init, pass) => {
		const old = kept.get(path);
		return isRead(init) && old ? Promise.resolve(old.clone()) : pass(path, init);
	};
	portal.lie = replaying;
	const mark = portal.seen.length;
	await pressUnlock(owner);
	await openVault();
	await expect(warning(owner).first()).toBeVisible();
	expect(portal.writesSince(mark)).toEqual([]);
	await expectWarning(owner, named, NAMES);
	portal.lie = honest;
	await lockOwner();
	await unlock(owner);
});

attack('01c', async (named) => {
	const fresh = await createClient(owner, 'Second client');
	const mallory = await identityFromSeed(newIdentitySeed());
	// The lie is for the visitor; the owner's page still looks at what it made.
	await portal.quiet();
	portal.lie = keeping(vaultLogPath, async ([genesis = new Uint8Array(), ...rest]) => {
		const parts = await takeApart(genesis);
		const payload = replaceAt(parts.payload, ['epoch', 'kem'], mallory.kem.publicKey);
		return [putTogether({ ...parts, payload }), ...rest];
	});
	const visitor = await arrive();
	const mark = portal.seen.length;
	await visitor.page.goto(fresh);
	await expect(warning(visitor).first()).toBeVisible();
	await expect(visitor.page.getByRole('button', { name: /Create passkey/u })).toHaveCount(0);
	expect(portal.writesSince(mark)).toEqual([]);
	await expectWarning(visitor, named, [...NAMES, 'Second client']);
	await visitor.context.close();
});

attack('28a', async (named) => {
	const visitor = await arrive();
	visitor.expectProblem(/status of 4\d\d/u);
	const mark = portal.seen.length;
	await visitor.page.goto(link);
	await expect(visitor.page.getByText('This link has already been used')).toBeVisible();
	expect(named.ends).toContain('invite-used');
	expect(portal.writesSince(mark)).toEqual([]);
	expect(await visitor.passkeys()).toBe(0);
	await visitor.context.close();
});

attack('04a', async (named) => {
	// In a vault of its own: a browser that was shown an entry refuses the log without it from then on.
	await createClient(owner, 'Injected');
	await lockOwner();
	await unlock(owner);
	const mallory = await identityFromSeed(newIdentitySeed());
	const plant = async (last: Raw = new Uint8Array()) => {
		const { header, hash } = await parseEntry(last);
		const { kind, blobs, body } = aFile();
		const planted = await signEntry(
			{
				...header,
				kind,
				blobs,
				payload: {},
				seq: header.seq + 1,
				prev: hash,
				author: { kind: 'user', id: mallory.userId },
				time: Date.now()
			},
			mallory.signing,
			{ key: madeUpKey(), value: body }
		);
		return planted.bytes;
	};
	// In no other log: pages read those of all clients by themselves, to search them. And always the same entry, however
	// often it is read.
	let planted: Promise<Raw> | null = null;
	portal.lie = keeping(logOf(await vaultOf('Injected')), async (entries) => [
		...entries,
		await (planted ??= plant(entries.at(-1)))
	]);
	const mark = portal.seen.length;
	await openVault('Injected');
	await expect(warning(owner).first()).toBeVisible();
	await expect(owner.page.getByText('planted.pdf')).toHaveCount(0);
	expect(portal.writesSince(mark)).toEqual([]);
	// Whoever reads it can lock at once.
	await owner.page.evaluate(() => {
		scrollTo(0, 0);
	});
	const account = owner.page.getByRole('button', { name: OWNER, exact: true });
	await expect(account).toBeInViewport({ ratio: 1 });
	const [record] = await expectWarning(owner, named, [...NAMES, 'Injected']);
	expect(record).toMatchObject({ code: 'entry-forged', reading: 'vault log' });
	await owner.page.getByRole('tab', { name: 'History' }).click();
	await expect(owner.page.getByText('its author was not known at that point')).toBeVisible();
});

attack('12a', async (named) => {
	portal.lie = honest;
	const fresh = await createClient(owner, 'Third');
	portal.pageHeaders = {
		'referrer-policy': 'unsafe-url',
		'content-security-policy-report-only': "default-src 'none'; report-uri /api/stolen",
		'reporting-endpoints': `default="${portal.origin}/api/stolen"`
	};
	const visitor = await arrive();
	visitor.expectProblem(/Report Only|report-only|violates/iu);
	await joinVault(visitor, fresh);
	await visitor.page.reload();
	portal.pageHeaders = {};
	const fragment = new URL(fresh).hash.slice(1);
	const secret = parseLinkSecret(fragment);
	const { capsuleKey, signing, kem } = await linkKeys(secret);
	const places = tracesSeen();
	for (const value of [fragment, secret, capsuleKey, signing.seed, kem.seed])
		expect(findTraces(value, places)).toEqual([]);
	expect(places.some(({ bytes }) => bytes.includes('/api/invites/'))).toBe(true);
	const kept = await visitor.page.evaluate(async () => ({
		caches: await caches.keys(),
		workers: (await navigator.serviceWorker.getRegistrations()).length,
		referrer: document.referrer,
		address: location.href,
		local: JSON.stringify({ ...localStorage, ...sessionStorage })
	}));
	expect(kept).toMatchObject({ caches: [], workers: 0 });
	expect(JSON.stringify(kept)).not.toContain(fragment);
	expect(named.ends).toContain('no effect');
	await visitor.context.close();
});

/** All that browsers sent and the server printed. */
const tracesSeen = (): Trace[] => [
	...portal.seen.map(({ method, path, headers, body }) => ({
		place: `${method} ${path}`,
		bytes: Buffer.concat([Buffer.from(`${method} ${path}\n${headers}\n`), body])
	})),
	{ place: 'the server’s output', bytes: Buffer.from(portal.output) }
];

attack('20a', async () => {
	const outputs = ceremonies.flatMap(({ prfOutputs }) => prfOutputs);
	expect(outputs.length).toBeGreaterThan(6);
	const distinct = [...new Map(outputs.map((output) => [output.toString('hex'), output])).values()];
	const places = tracesSeen();
	for (const output of distinct) {
		const key = await passkeyUnlockKey(parsePrfOutput(new Uint8Array(output)));
		expect([...findTraces(output, places), ...findTraces(key, places)]).toEqual([]);
	}
	// Authenticator data says whether it carries extension output: none of it may, whatever the authenticator did.
	const posted = portal.seen.flatMap(({ body }) => [
		...body.toString().matchAll(/"authenticatorData":"([\w-]+)"/gu)
	]);
	expect(posted.length).toBeGreaterThan(4);
	for (const [, text = ''] of posted)
		for (const output of distinct)
			expect(Buffer.from(text, 'base64url').includes(output)).toBe(false);
});

/** A ceremony that the server spoils: the person is told, and no authenticator is asked for anything. */
async function expectNoCeremony(more: object): Promise<void> {
	await lockOwner();
	const asked = options.length;
	portal.lie = answering(/\/ceremonies$/u, (answer) => ({ ...(answer as object), ...more }));
	await pressUnlock(owner);
	await expect(owner.page.getByText('an answer this page does not understand')).toBeVisible();
	expect(options.slice(asked)).toEqual([]);
	await unlock(owner);
}

interface Asked {
	name: string;
	publicKey: {
		rpId?: string;
		rp?: { id?: string };
		allowCredentials?: unknown[];
		extensions: { prf: { eval: { first: number[] } } };
	};
}
const asked = (): Asked[] => options.map((text) => JSON.parse(text) as Asked);

attack('21a', async (named) => {
	await expectNoCeremony({ rpId: 'localhost.example', origins: ['https://example.com'] });
	for (const { publicKey } of asked())
		expect([publicKey.rpId, publicKey.rp?.id]).toEqual([undefined, undefined]);
	const related = await owner.page.evaluate(async () => {
		const { status, headers } = await fetch('/.well-known/webauthn');
		return { status, type: headers.get('content-type') };
	});
	expect(related.status).toBe(404);
	expect(named.ends).toContain('bad-answer');
});

attack('22a', async () => {
	await expectNoCeremony({ prfSalt: 'A'.repeat(43) });
	const salt = [...(await prfSalt())];
	expect(asked().length).toBeGreaterThan(6);
	for (const { publicKey } of asked()) expect(publicKey.extensions.prf.eval.first).toEqual(salt);
});

attack('23a', async () => {
	await expectNoCeremony({ allowCredentials: [{ type: 'public-key', id: 'A'.repeat(43) }] });
	const gets = asked().filter(({ name }) => name === 'get');
	expect(gets.slice(-1)[0]?.publicKey.allowCredentials).toEqual([]);
	expect(asked().filter(({ name }) => name.startsWith('signal'))).toEqual([]);
});

attack('19a', async (named) => {
	const { page } = owner;
	const dialogs: string[] = [];
	page.on('dialog', (dialog) => {
		dialogs.push(dialog.message());
		void dialog.dismiss();
	});
	const evil = `<img src=stolen onerror=alert(1)>\u202efdp.svg`;
	const svg =
		'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(2)"><script>fetch("/api/stolen")</script>' +
		'<image href="/api/stolen" width="9" height="9"/></svg>';
	const clean = (name: string) => name.replace('\u202e', '');
	const input = client.page
		.getByRole('group', { name: 'Add files' })
		.getByLabel('Choose files', { exact: true });
	const mark = portal.seen.length;
	const away = `${portal.origin}/api/stolen`;
	const pdf = pdfOf([
		'<< /Type /Catalog /Pages 2 0 R /OpenAction 5 0 R /AA << /WC 6 0 R >> >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /AA << /O 6 0 R >> /Annots [7 0 R] >>',
		stream('', ''),
		`<< /S /JavaScript /JS (app.alert\\("3"\\); app.launchURL\\("${away}"\\); fetch\\("${away}"\\)) >>`,
		`<< /S /URI /URI (${away}) >>`,
		'<< /Type /Annot /Subtype /Link /Rect [0 0 300 300] /A 6 0 R >>'
	]);
	await input.setInputFiles([
		{ name: evil, mimeType: 'image/svg+xml', buffer: Buffer.from(svg) },
		{ name: 'hostile.pdf', mimeType: 'application/pdf', buffer: pdf }
	]);
	await openVault();
	await page.getByRole('button', { name: 'hostile.pdf', exact: true }).click();
	await expect.poll(() => page.frames().some((one) => one.url().includes('/viewer/'))).toBe(true);
	await expect(page.getByText('1 page', { exact: true })).toBeVisible();
	await page.waitForTimeout(500);
	await escape(page);
	const shown = page.getByRole('button', { name: /onerror/u }).first();
	await expect(shown).toBeVisible();
	await shown.click();
	await page.waitForTimeout(500);
	expect(dialogs).toEqual([]);
	expect(portal.seen.slice(mark).filter(({ path }) => path.includes('stolen'))).toEqual([]);
	expect(await page.locator('img[src*="stolen"]').count()).toBe(0);
	expect(clean(await shown.innerText())).toContain('<img');
	expect(named.ends).toContain('no effect');
});

test('news that came while the stream of nudges was opening is not missed', async () => {
	await openVault();
	await lock(client, CLIENT);
	const opening = Promise.withResolvers<undefined>();
	portal.lie = async (path, init, pass) => {
		if (path === '/api/events') await opening.promise;
		return pass(path, init);
	};
	await pressUnlock(client);
	await expect(uploadArea(client.page)).toBeVisible();
	// An open page asks nothing by itself.
	await portal.quiet();
	const file = { name: 'meanwhile.txt', mimeType: 'text/plain', buffer: Buffer.from('news') };
	await sendFiles(owner, file, [file.name]);
	const shown = client.page.getByRole('button', { name: file.name, exact: true });
	await expect(shown).toBeHidden();
	opening.resolve(undefined);
	await expect(shown).toBeVisible();
});

async function arrive(): Promise<Person> {
	const browser = owner.context.browser();
	if (!browser) throw new Error('no browser');
	return Person.arrive(browser, 'a visitor', { origin: portal.origin });
}
