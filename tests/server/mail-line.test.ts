/** The line to a mail server: TLS and its certificate, signing in, and what every session of a whole story gave away. */
import { readFileSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { LineReason } from '../../src/contract/notices.ts';
import { LANGUAGES } from '../../src/contract/language.ts';
import { compose } from '../../src/server/mail/compose.ts';
import { contrast } from '../../src/server/mail/contrast.ts';
import { lettersIn } from '../../src/server/mail/letters.ts';
import { asHtml } from '../../src/server/mail/look.ts';
import type { MailConfig } from '../../src/server/mail/mail-config.ts';
import { openLine } from '../../src/server/mail/smtp.ts';
import { encodeBase64url } from '../../src/crypto/base64url.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { findTraces } from '../e2e/fixtures/traces.ts';
import { certificate, certificateKey } from './certificate.ts';
import { mailBy, MailWorld, WAIT_MS } from './mail-world.ts';
import { DAY } from './portal.ts';
import { header, Post, readable } from './smtp.ts';

let mail: Post | null = null;
afterEach(async () => {
	await mail?.close();
	mail = null;
});

const never = new AbortController().signal;
const overTls = { key: certificateKey, cert: certificate, disabledCommands: [] };

async function sendBy(config: MailConfig): Promise<void> {
	const text = await compose(config, lettersIn('en').test(config), {
		to: 'a@b.example',
		offToken: null,
		now: 0
	});
	const line = await openLine(config, never);
	try {
		const outcome = await line.send({ to: 'a@b.example', text }, () => Promise.resolve());
		expect(outcome).toEqual({ is: 'sent' });
	} finally {
		line.close();
	}
}

const refusedFor = (config: MailConfig, reason: LineReason) =>
	expect(openLine(config, never)).rejects.toMatchObject({ reason });

test('over STARTTLS with a certificate that is believed, a mail is sent and nobody reads along', async () => {
	mail = await Post.open(overTls);
	await sendBy(mailBy(mail, { host: 'localhost', tls: 'starttls', ca: certificate }));
	expect(mail.received).toHaveLength(1);
	expect(mail.transcript).toContain('STARTTLS');
	expect(mail.transcript).not.toContain('a@b.example');
});

test('over TLS from the first byte as well', async () => {
	mail = await Post.open({ ...overTls, secure: true });
	await sendBy(mailBy(mail, { host: 'localhost', tls: 'implicit', ca: certificate }));
	expect(mail.received).toHaveLength(1);
});

test('a certificate that nobody vouches for is refused', async () => {
	mail = await Post.open(overTls);
	await refusedFor(mailBy(mail, { host: 'localhost', tls: 'starttls' }), 'certificate');
	await mail.close();
	mail = await Post.open({ ...overTls, secure: true });
	await refusedFor(mailBy(mail, { host: 'localhost', tls: 'implicit' }), 'certificate');
});

test('a certificate of another host is refused', async () => {
	mail = await Post.open(overTls);
	const config = mailBy(mail, { host: '127.0.0.1', tls: 'starttls', ca: certificate });
	await refusedFor(config, 'certificate');
});

test('where TLS is required and the server offers none, not even the sender is said', async () => {
	mail = await Post.open();
	await refusedFor(mailBy(mail, { tls: 'starttls' }), 'no-tls');
	expect(mail.transcript).not.toContain('MAIL FROM');
});

test('a password that is refused is shown as that', async () => {
	mail = await Post.open({
		...overTls,
		authOptional: false,
		onAuth: ({ username, password }, _, answer) =>
			username === 'portal' && password === 'right'
				? answer(null, { user: username })
				: answer(new Error('No'))
	});
	const by = (pass: string) =>
		mailBy(mail ?? { port: 0 }, {
			host: 'localhost',
			tls: 'starttls',
			ca: certificate,
			login: { user: 'portal', pass }
		});
	await refusedFor(by('wrong'), 'sign-in-refused');
	await sendBy(by('right'));
});

test('a server that is not there is unreachable', async () => {
	mail = await Post.open();
	const config = mailBy(mail);
	await mail.down();
	await refusedFor(config, 'unreachable');
});

const config = mailBy(
	{ port: 1 },
	{ name: '<Harbor> & "Finch"', apiOrigin: 'https://api.firm.example' }
);
const letters = LANGUAGES.flatMap((language) => {
	const words = lettersIn(language);
	return [
		['notice', words.notice(config, false)],
		['reminder', words.notice(config, true)],
		['confirmation', words.confirmation(config, '01234567', 30)],
		['invitation', words.invitation(config)],
		['test', words.test(config)]
	] as const;
}).map(([kind, letter]) => ({ kind, letter, language: letter.language }));

test('no sentence of a mail is the same in two languages', () => {
	const said = letters.map(({ letter: { subject, heading, before, after, button } }) => [
		...[subject, heading, ...before, ...after],
		...(button === null ? [] : [button])
	]);
	const half = letters.length / 2;
	const english = new Set(said.slice(0, half).flat());
	expect(
		said
			.slice(half)
			.flat()
			.filter((text) => english.has(text))
	).toEqual([]);
});

test.each(letters)(
	'the $kind in $language loads nothing, leads nowhere but to signing in, and says the same in text',
	async ({ letter }) => {
		const bytes = await compose(config, letter, { to: 'a@b.example', offToken: 'token', now: 0 });
		const raw = readable(bytes.toString());
		const html = raw.slice(raw.indexOf('<!doctype html>'));
		expect(html).not.toMatch(/<img|<link|<script|<iframe|src=|srcset|url\(|@import|@font-face/i);
		const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, link]) => link);
		expect(links).toEqual(letter.button === null ? [] : [`${config.origin}/sign-in`]);
		expect(
			raw.match(/https?:\/\/[^\s"<>]+/g)?.filter((url) => !url.startsWith(config.origin))
		).toEqual(['https://api.firm.example/api/notices/off/token']);
		expect(html).toContain('&lt;Harbor&gt; &amp; &quot;Finch&quot;');
		expect(html).not.toContain('<Harbor>');
		expect(html).toContain(`<html lang="${letter.language}">`);
		expect(raw).toContain(`Content-Language: ${letter.language}\r\n`);
		for (const words of [letter.heading, ...letter.before, ...letter.after])
			expect(raw.slice(0, raw.indexOf('<!doctype html>'))).toContain(words);
	}
);

test('the mail’s colours are those of the portal', () => {
	const tokens = readFileSync('src/lib/ui/tokens.css', 'utf8');
	const look = readFileSync('src/server/mail/look.ts', 'utf8');
	const used = [...look.matchAll(/'(#[0-9a-f]{6})'/g)].map(([, colour = '']) => colour);
	expect(used.length).toBe(18);
	for (const colour of used) expect(tokens).toContain(colour);
});

/** What a mail is painted with by day and by night, of one class. */
function paintOf(html: string, part: string): { light: string; dark: string } {
	const [, inline = ''] = new RegExp(`class="${part}"[^>]*style="([^"]*)"`, 'u').exec(html) ?? [];
	const [, night = ''] = new RegExp(`\\.${part}\\{([^}]*)\\}`, 'u').exec(html) ?? [];
	return { light: inline, dark: night };
}

test.each(['#1f4e79', '#ffd400', '#ffffff', '#000000', '#ff0000', '#808080', '#5cc6a8'])(
	'a mail in %s can be read by day and by night, button and name, and its text says nothing of it',
	async (colour) => {
		const coloured = { ...config, colour };
		const raw = await compose(coloured, lettersIn('en').test(coloured), {
			to: 'a@b.example',
			offToken: null,
			now: 0
		});
		const mail = readable(raw.toString());
		const html = mail.slice(mail.indexOf('<!doctype html>'));
		const [page, card, name, button] = ['p', 's', 'a', 'b'].map((part) => paintOf(html, part));
		for (const look of ['light', 'dark'] as const) {
			const one = (paint: typeof page, kind: string) =>
				new RegExp(`(?:^|;)${kind}:(#[0-9a-f]{6})`, 'u').exec(paint?.[look] ?? '')?.[1] ?? '';
			const accent = one(button, 'background');
			expect(one(name, 'color')).toBe(accent);
			for (const other of [one(page, 'background'), one(card, 'background'), one(button, 'color')])
				expect(contrast(accent, other)).toBeGreaterThanOrEqual(4.5);
		}
		expect(mail.slice(0, mail.indexOf('<!doctype html>'))).not.toMatch(/#[0-9a-f]{6}/);
	}
);

test('a colour that can be read in a look is that colour there, and no colour is the portal’s own', () => {
	const looks = (colour: string | null) =>
		['b', 'a'].map((part) =>
			paintOf(asHtml(lettersIn('en').test(config), { name: 'x', signIn: 'y', colour }), part)
		);
	for (const { light } of looks('#1f4e79')) expect(light).toContain(':#1f4e79');
	for (const { dark } of looks('#ffd400')) expect(dark).toContain(':#ffd400');
	for (const { light, dark } of looks(null)) {
		expect(light).toContain(':#0f5f4e');
		expect(dark).toContain(':#5cc6a8');
	}
});

test('a notice says that a machine wrote it, how to turn it off, and when', async () => {
	await using world = await MailWorld.found({ unsubscribe: 'off@firm.example' });
	const { vault } = await world.reachableClient('maria@client.example');
	await world.tell(vault);
	await world.postAfter(WAIT_MS);
	const [told] = world.noticesTo('maria@client.example');
	if (told === undefined) throw new Error('Nothing came');
	const { db } = world.portal.services;
	const { off_token } = await db
		.selectFrom('mail_settings')
		.select('off_token')
		.executeTakeFirstOrThrow();
	expect(header(told, 'Auto-Submitted')).toBe('auto-generated');
	expect(header(told, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click');
	expect(header(told, 'List-Unsubscribe')).toBe(
		`<http://localhost:8700/api/notices/off/${off_token}>, <mailto:off@firm.example?subject=unsubscribe>`
	);
	expect(header(told, 'Message-ID')).toMatch(/^<[\w-]{24}@localhost>$/);
	expect(header(told, 'From')).toBe('"Harbor & Finch" <portal@firm.example>');
	expect(header(told, 'Reply-To')).toBeNull();
	expect(told.from).toBe('portal@firm.example');
	const date = Date.parse(header(told, 'Date') ?? '');
	expect(Math.abs(date - world.portal.services.now())).toBeLessThan(60_000);
});

test('C80 no session with the mail server, in a whole story, names a client, a file, a firm, a vault or anybody’s keys', async () => {
	await using world = await MailWorld.found();
	const staff = await world.staff(world.firm);
	await world.confirmed(staff, 'sam@staff.example', { frequency: 'hourly' });
	const spanish = { language: 'es' } as const;
	const { client, vault } = await world.reachableClient('maria@client.example', spanish);
	await world.tell(vault);
	await world.tell(vault, client);
	await world.owner.browser.post(`/api/vaults/${vault.id}/reminder`, {});
	await world.mail.down();
	await world.postAfter(DAY);
	await world.mail.up();
	world.mail.refusals = { recipient: () => '450 4.2.0 Later' };
	await world.postAfter(DAY);
	world.mail.refusals = {};
	await world.postAfter(DAY);
	expect(world.noticesTo('maria@client.example')).toHaveLength(1);
	expect(world.noticesTo('sam@staff.example')).toHaveLength(1);
	const plan = encodeBase64url(randomBytes(16));
	const first = Math.floor(world.portal.services.now() / DAY) + 5;
	const wish = { active: true, first, every: 7, most: 4 };
	await world.signIn(world.owner, world.owner.browser);
	await world.owner.browser.put(`/api/vaults/${vault.id}/plans/${plan}`, wish);
	const link = await world.inviteClient(vault, world.owner, world.portal.services.now() + 14 * DAY);
	const erik = { address: 'erik@client.example', active: true, ...spanish };
	await world.owner.browser.put(`/api/vaults/${vault.id}/invites/${link.id}`, erik);
	for (let day = 0; day < 7; day++) await world.postAfter(DAY);
	expect(world.noticesTo('maria@client.example')).toHaveLength(2);
	expect(world.noticesTo(erik.address)).not.toHaveLength(0);
	const { db } = world.portal.services;
	const sessions = await db.selectFrom('sessions').select(['id', 'token_hash']).execute();
	const entries = await db.selectFrom('entries').select('hash').execute();
	const blobs = await db.selectFrom('blobs').select('id').execute();
	const secrets = [
		...['A client', 'A firm', world.firm.id, world.firm.team, vault.id],
		...[client, staff, world.owner].map(({ identity }) => identity.userId),
		...sessions.flatMap(({ id, token_hash }) => [id, encodeBase64url(token_hash)]),
		...[plan, link.id, encodeBase64url(link.secret), encodeBase64url(link.capsule)],
		...entries.map(({ hash }) => hash),
		...blobs.map(({ id }) => id)
	];
	const transcript = world.mail.transcript + readable(world.mail.transcript);
	const traces = [{ place: 'the SMTP sessions', bytes: Buffer.from(transcript) }];
	for (const said of ['Something new is waiting for you', 'Hay algo nuevo para usted'])
		expect(transcript).toContain(said);
	expect(transcript).toContain('Alguien con quien trabaja le invitó a');
	for (const secret of secrets) expect(findTraces(secret, traces)).toEqual([]);
});
