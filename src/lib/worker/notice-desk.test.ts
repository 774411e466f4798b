/** When the portal is told in which language somebody reads: as the pages do it, with the real server. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { foundFirm, welcome, type Person } from '../../../tests/claims/people.ts';
import { openPortal, type TestPortal } from '../../../tests/server/portal.ts';

let portal: TestPortal;
let owner: Person;
let client: Person;

beforeAll(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
});
afterAll(() => portal.close());
beforeEach(async () => {
	({ client } = await welcome(portal, owner, 'Rivera'));
});

const asked = { frequency: 'daily', hour: 8, zone: 'UTC', language: 'en' } as const;
const said = () => client.sent.filter(({ path }) => path.includes('/account'));
const kept = async () => (await client.core.mail()).preferences?.language ?? null;

test('of whoever asked for no mail the portal is told nothing, and asked nothing', async () => {
	const before = said().length;
	await client.core.tellLanguage('es');
	expect(said()).toHaveLength(before);
	expect(await kept()).toBeNull();
});

test('whoever asked for mail gets it in the language they read, told once each time it is another', async () => {
	await client.core.preferMail(asked);
	const before = said().length;
	for (const language of ['en', 'es', 'es', 'en', 'es'] as const)
		await client.core.tellLanguage(language);
	expect(
		said()
			.slice(before)
			.map(({ body }) => body)
	).toEqual(['{"language":"es"}', '{"language":"en"}', '{"language":"es"}']);
	expect(await kept()).toBe('es');
});

test('after signing in again it is known what was told, without a question', async () => {
	await client.core.preferMail({ ...asked, language: 'es' });
	await client.core.lock();
	await client.enter();
	const before = said().length;
	await client.core.tellLanguage('es');
	expect(said()).toHaveLength(before);
	await client.core.tellLanguage('en');
	expect(await kept()).toBe('en');
});

test('a portal that is locked tells nothing', async () => {
	await client.core.preferMail(asked);
	await client.core.lock();
	await client.core.tellLanguage('es');
	await client.enter();
	expect(await kept()).toBe('en');
});
