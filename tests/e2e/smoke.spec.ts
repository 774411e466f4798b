import { expect, test } from './fixtures/test.ts';

test('the built app loads without an error or a violation of its security policy', async ({
	person
}) => {
	const visitor = await person('a visitor');
	const response = await visitor.page.goto('/');
	expect(response?.status()).toBe(200);
	expect(response?.headers()['content-security-policy']).not.toContain('unsafe-inline');
	await expect(visitor.page.getByRole('heading').first()).toBeVisible();
});

test('an address inside the app loads the app, and what does not exist stays missing', async ({
	person,
	portal
}) => {
	const visitor = await person('a visitor');
	expect((await visitor.page.goto('/join'))?.status()).toBe(200);
	expect((await fetch(`${portal.origin}/_app/immutable/none.js`)).status).toBe(404);
	expect((await fetch(`${portal.origin}/api/none`)).status).toBe(404);
});

test('the first start prints a set-up link', ({ portal }) => {
	expect(new URL(portal.setupLink).origin).toBe(portal.origin);
});
