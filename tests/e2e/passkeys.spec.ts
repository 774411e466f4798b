/** Ways in: making passkeys, using them, losing them, and what happens when a device will not play along. */
import type { Page } from '@playwright/test';
import {
	cookieOf,
	expect,
	inDatabase,
	makeRecoveryCode,
	testWithFirm,
	typeWords,
	welcome
} from './fixtures/entering.ts';
import type { Person, Portal } from './fixtures/entering.ts';
import {
	createClient,
	inviteColleague,
	joinVault,
	readWords,
	confirmWords,
	uploadArea
} from './fixtures/journeys.ts';
import { pickPasskeys } from './fixtures/ceremonies.ts';
import { Portal as AnyPortal } from './fixtures/portal.ts';
import { Person as AnyPerson } from './fixtures/person.ts';

const test = testWithFirm();

/** One step of somebody's joining, in the order it happened: a ceremony, or a request that changes something. */
interface Step {
	what: string;
	/** Bytes the passkey derived, in hex. */
	prf?: string;
	demanded?: string;
	userVerified?: boolean;
}

/** Ceremonies are told before the page hears of their outcome, so their order among the requests is certain. */
async function watchSteps({ page, context }: Person): Promise<Step[]> {
	const steps: Step[] = [];
	await page.exposeFunction('tellStep', (step: Step) => steps.push(step));
	await page.addInitScript(watchCeremonies);
	context.on('request', (request) => {
		const path = new URL(request.url()).pathname.replace(/[\w-]{22}/u, ':id');
		if (request.method() !== 'GET') steps.push({ what: `${request.method()} ${path}` });
	});
	return steps;
}

/** Runs in the page. */
function watchCeremonies(): void {
	const tell = async (step: unknown): Promise<void> => {
		const told: unknown = Reflect.get(window, 'tellStep');
		if (typeof told === 'function') await (told as (step: unknown) => Promise<void>)(step);
	};
	const hexOf = (credential: PublicKeyCredential): string => {
		const first = credential.getClientExtensionResults().prf?.results?.first;
		const bytes = first instanceof ArrayBuffer ? [...new Uint8Array(first)] : [];
		return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
	};
	const container = navigator.credentials;
	const create = container.create.bind(container);
	const get = container.get.bind(container);
	container.create = async (options) => {
		const made = await create(options);
		const demanded = options?.publicKey?.authenticatorSelection?.userVerification;
		if (made instanceof PublicKeyCredential)
			await tell({ what: 'create', prf: hexOf(made), demanded });
		return made;
	};
	container.get = async (options) => {
		const used = await get(options);
		if (!(used instanceof PublicKeyCredential)) return used;
		const { response } = used;
		const data =
			response instanceof AuthenticatorAssertionResponse
				? new Uint8Array(response.authenticatorData)
				: new Uint8Array(33);
		const userVerified = ((data[32] ?? 0) & 4) !== 0;
		const demanded = options?.publicKey?.userVerification;
		await tell({ what: 'get', prf: hexOf(used), demanded, userVerified });
		return used;
	};
}

/** Runs in the page: an authenticator whose every assertion derives something else than its creation did. */
function bendAssertions(): void {
	const container = navigator.credentials;
	const get = container.get.bind(container);
	container.get = async (options) => {
		const used = await get(options);
		if (!(used instanceof PublicKeyCredential) || Reflect.get(window, 'honest')) return used;
		const results = used.getClientExtensionResults();
		const first = results.prf?.results?.first;
		if (first instanceof ArrayBuffer) {
			const bytes = new Uint8Array(first);
			bytes[31] = (bytes[31] ?? 0) ^ 1;
		}
		used.getClientExtensionResults = () => results;
		return used;
	};
}

/** Runs in the page. While `cancelling` names a ceremony, the person closes that prompt. */
function cancelSome(): void {
	const container = navigator.credentials;
	const create = container.create.bind(container);
	const get = container.get.bind(container);
	const cancelled = (ceremony: string) =>
		Reflect.get(window, 'cancelling') === ceremony
			? Promise.reject(
					new DOMException('The operation either timed out or was not allowed.', 'NotAllowedError')
				)
			: null;
	container.create = (options) => cancelled('create') ?? create(options);
	container.get = (options) => cancelled('get') ?? get(options);
}

const cancel = (page: Page, ceremony: 'create' | 'get' | 'none'): Promise<boolean> =>
	page.evaluate((which) => Reflect.set(window, 'cancelling', which), ceremony);

const rowsIn = (portal: Portal): unknown =>
	inDatabase(portal, (database) =>
		database
			.prepare(
				`SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM passkeys) AS passkeys,
					(SELECT count(*) FROM entries) AS entries, (SELECT count(*) FROM sessions) AS sessions`
			)
			.get()
	);

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const enrol = (page: Page) => button(page, 'Create passkey and continue').click();
const signIn = (page: Page) => button(page, 'Sign in with passkey').click();
const isIn = (page: Page) => expect(uploadArea(page)).toBeVisible();

test('C15 a passkey derives the same bytes at its making and at a verified use before anything is posted', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const steps = await watchSteps(client);
	await joinVault(client, await createClient(owner, 'Maria Okafor'));
	expect(steps.slice(0, 5).map(({ what }) => what)).toEqual([
		'POST /api/ceremonies',
		'create',
		'POST /api/ceremonies',
		'get',
		'POST /api/invites/:id/join'
	]);
	const [, made, , used] = steps;
	expect(made?.prf).toMatch(/^[0-9a-f]{64}$/u);
	expect(used?.prf).toBe(made?.prf);
	expect([made?.demanded, used?.demanded]).toEqual(['required', 'required']);
	expect(used?.userVerified).toBe(true);
	expect(steps.filter(({ what }) => what === 'create' || what === 'get')).toHaveLength(2);
});

test('C15 a passkey that derives other bytes the second time is refused, and nothing is stored', async ({
	owner,
	person,
	portal
}) => {
	const link = await createClient(owner, 'Bent Client');
	const client = await person('a client');
	await client.page.addInitScript(bendAssertions);
	await client.page.goto(link);
	await expect(button(client.page, 'Create passkey and continue')).toBeVisible();
	const before = rowsIn(portal);
	await enrol(client.page);
	await expect(client.page.getByText('This passkey gave two different answers')).toBeVisible();
	expect(rowsIn(portal)).toEqual(before);
	const posts = (await client.recording.all()).filter(({ method }) => method !== 'GET');
	expect(new Set(posts.map(({ url }) => new URL(url).pathname))).toEqual(
		new Set(['/api/ceremonies'])
	);
	// With a device that answers alike, the same page goes on.
	await client.page.evaluate(() => Reflect.set(window, 'honest', true));
	await enrol(client.page);
	await isIn(client.page);
});

test('a client whose passkey cannot derive keys is asked to keep recovery words, then signs in with both', async ({
	owner,
	person
}) => {
	const link = await createClient(owner, 'Plain Passkey');
	const client = await person('a client', { prf: false });
	const { page } = client;
	await page.goto(link);
	await enrol(page);
	await expect(
		page.getByText('Your passkey is made, but this kind can only sign in.')
	).toBeVisible();
	const words = await readWords(page);
	await button(page, 'I have saved them').click();
	await isIn(page);
	expect(await client.passkeys()).toBe(1);
	await client.switchToNewDevice();
	await page.goto('/');
	await signIn(page);
	await expect(page.getByRole('heading', { name: 'Now your recovery words' })).toBeVisible();
	await typeWords(page, words);
	await button(page, 'Unlock').click();
	await isIn(page);
});

const refusal = 'Staff need a passkey that can unlock documents';

test('a colleague whose passkey cannot derive keys is told so and does not become staff', async ({
	owner,
	person,
	portal
}) => {
	const link = await inviteColleague(owner, 'Plain Colleague');
	const { page } = await person('a colleague', { prf: false });
	await page.goto(link);
	await button(page, 'Show my recovery words').click();
	const words = await readWords(page);
	await button(page, 'I have them on paper').click();
	await confirmWords(page, words);
	await button(page, 'Check and continue').click();
	const before = rowsIn(portal);
	await enrol(page);
	await expect(page.getByText(refusal)).toBeVisible();
	expect(rowsIn(portal)).toEqual(before);
});

test('an owner whose passkey cannot derive keys is told so, and the set-up link stays good', async ({
	browser
}) => {
	await using portal = await AnyPortal.start();
	const owner = await AnyPerson.arrive(browser, 'an owner', { origin: portal.origin, prf: false });
	const { page } = owner;
	await page.goto(portal.setupLink);
	await page.getByLabel('Name of the firm').fill('Plain & Co');
	await page.getByLabel('Your name').fill('An Owner');
	await button(page, 'Continue').click();
	const words = await readWords(page);
	await button(page, 'I have them on paper').click();
	await confirmWords(page, words);
	await button(page, 'Check and continue').click();
	await button(page, 'Create passkey and open the portal').click();
	await expect(page.getByText(refusal)).toBeVisible();
	expect(rowsIn(portal)).toEqual({ users: 0, passkeys: 0, entries: 0, sessions: 0 });
	expect(owner.problems).toEqual([]);
	await owner.context.close();
});

test('a cancelled passkey prompt is said in words and can be tried again, joining and signing in', async ({
	owner,
	person
}) => {
	const link = await createClient(owner, 'Hesitant Client');
	const client = await person('a client');
	const { page } = client;
	const cancelled = page.getByText('No passkey was used');
	await page.addInitScript(cancelSome);
	await page.goto(link);
	await cancel(page, 'create');
	await enrol(page);
	await expect(cancelled).toBeVisible();
	expect(await client.passkeys()).toBe(0);
	await cancel(page, 'none');
	await enrol(page);
	await isIn(page);
	await page.reload();
	await cancel(page, 'get');
	await signIn(page);
	await expect(cancelled).toBeVisible();
	await cancel(page, 'none');
	await signIn(page);
	await isIn(page);
	await expect(cancelled).toBeHidden();
});

test('a passkey made but not confirmed is confirmed at the next try, and no second one is made', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { page } = client;
	await page.addInitScript(cancelSome);
	await page.goto(await createClient(owner, 'Half Way'));
	await cancel(page, 'get');
	await enrol(page);
	await expect(page.getByText('One more touch confirms it')).toBeVisible();
	await cancel(page, 'none');
	await button(page, 'Confirm with your passkey').click();
	await isIn(page);
	expect(await client.passkeys()).toBe(1);
});

test('a passkey that the device refuses to use is said in words', async ({ owner, person }) => {
	const client = await person('a client');
	await client.page.goto(await createClient(owner, 'Refused Finger'));
	await client.refusePasskeys();
	await enrol(client.page);
	await expect(client.page.getByText('No passkey was used')).toBeVisible();
});

test('a second device with the synced passkey gets in with one touch', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	await welcome(owner, client, 'Two Devices');
	await client.switchToNewDevice();
	await client.page.goto('/');
	await expect(client.page.getByRole('heading', { name: 'Tallyport' })).toBeVisible();
	await signIn(client.page);
	await isIn(client.page);
});

test('recovery words get in where there is no passkey, and the passkey then added works there', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	await welcome(owner, client, 'Lost Phone');
	const words = await makeRecoveryCode(client);
	const newPhone = await person('the same client on a new phone', { phone: true });
	const { page } = newPhone;
	await page.goto('/');
	await page.getByRole('link', { name: 'Use recovery words' }).click();
	await typeWords(page, words);
	await button(page, 'Open my account').click();
	await expect(
		page.getByRole('heading', { name: 'You are in. Add a passkey here?' })
	).toBeVisible();
	await button(page, 'Add a passkey on this device').click();
	await isIn(page);
	expect(await newPhone.passkeys()).toBe(1);
	await page.reload();
	await signIn(page);
	await isIn(page);
});

test('recovery words that are misspelt, misread or of nobody here are each told apart and stay typed', async ({
	person
}) => {
	const stranger = await person('a stranger');
	const { page } = stranger;
	const first = page.getByRole('textbox', { name: 'Word 1', exact: true });
	await page.goto('/recover');
	await typeWords(page, ['abandn', ...Array.from({ length: 23 }, () => 'abandon')]);
	await button(page, 'Open my account').click();
	await expect(page.getByText('One word is still missing or not on the list.')).toBeVisible();
	await first.fill('abandon');
	await button(page, 'Open my account').click();
	await expect(page.getByText('These are not 24 valid recovery words.')).toBeVisible();
	await page.getByRole('textbox', { name: 'Word 24', exact: true }).fill('art');
	stranger.expectProblem(/401/u);
	await button(page, 'Open my account').click();
	await expect(page.getByText('No account belongs to these words on this portal.')).toBeVisible();
	await expect(first).toHaveValue('abandon');
});

test('a second passkey can be added and the first removed; the last way in cannot', async ({
	owner,
	person
}) => {
	const client = await person('a client');
	const { page } = client;
	const { pick } = await pickPasskeys(client);
	await welcome(owner, client, 'Two Keys');
	await page.goto('/account');
	await signIn(page);
	await button(page, 'Add a passkey').click();
	await expect(page.getByText('Passkey added.')).toBeVisible();
	expect(await client.passkeys()).toBe(2);
	await button(page, 'Remove passkey 1').click();
	await button(page, 'Remove passkey').click();
	await expect(page.getByRole('alertdialog')).toBeHidden();
	await expect(button(page, 'Remove passkey 2')).toBeHidden();
	await expect(button(page, 'Remove passkey 1')).toBeDisabled();
	await expect(page.getByText('Your last way in cannot be removed')).toBeVisible();
	await page.reload();
	client.expectProblem(/401/u);
	await pick(0);
	await signIn(page);
	await expect(page.getByText('This passkey is not known here.')).toBeVisible();
	await pick(1);
	await signIn(page);
	await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
});

test('another device is signed out from the list, and is out at once', async ({
	owner,
	person,
	portal
}) => {
	const client = await person('a client');
	await welcome(owner, client, 'Left Tablet');
	const words = await makeRecoveryCode(client);
	const tablet = await person('the tablet');
	// What was under way when it was signed out.
	tablet.expectProblem(/status of 401/u);
	await tablet.page.goto('/recover');
	await typeWords(tablet.page, words);
	await button(tablet.page, 'Open my account').click();
	await button(tablet.page, 'Not on this device').click();
	await isIn(tablet.page);
	const headers = await cookieOf(tablet);
	const ask = async () => (await fetch(`${portal.origin}/api/session`, { headers })).status;
	expect(await ask()).toBe(200);

	await client.page.goto('/account');
	await signIn(client.page);
	const signOuts = client.page.getByRole('button', { name: 'Sign out', exact: true });
	// The header's, then one a device: which of them was seen last, and comes first, depends on how long all this took.
	await expect(signOuts).toHaveCount(3);
	const devices = client.page.locator('.row').filter({ has: signOuts });
	const own = client.page.getByText('This one', { exact: true });
	await devices.filter({ hasNot: own }).getByRole('button', { name: 'Sign out' }).click();
	const question = client.page.getByRole('alertdialog', { name: 'Sign out that device?' });
	await question.getByRole('button', { name: 'Sign out', exact: true }).click();
	await expect(client.page.getByText('Signed out on that device.')).toBeVisible();
	await expect(tablet.page.getByText('You were signed out.')).toBeVisible();
	expect(await ask()).toBe(401);
	expect(await tablet.page.content()).not.toContain('Left Tablet');
});

test('signing out ends the session on the server and takes the firm off this device', async ({
	owner,
	person,
	portal
}) => {
	const client = await person('a client');
	const { page } = client;
	// What was under way when the session ended.
	client.expectProblem(/status of 401/u);
	await welcome(owner, client, 'Going Home');
	const headers = await cookieOf(client);
	const ask = async () => (await fetch(`${portal.origin}/api/account`, { headers })).status;
	expect(await ask()).toBe(200);
	await button(page, 'Going Home').click();
	await page.getByRole('menuitem', { name: 'Sign out' }).click();
	await expect(page.getByText('You are signed out on this device.')).toBeVisible();
	await expect.poll(ask).toBe(401);
	await page.reload();
	await expect(page.getByRole('heading', { name: 'Tallyport' })).toBeVisible();
});
