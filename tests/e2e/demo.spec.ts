/** What `npm run demo` prints, opened in browsers: by a client, by somebody without an account, and by a new owner. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from '@playwright/test';
import { freePort } from '../server/free-port.ts';
import { confirmWords, joinVault, readWords, uploadArea } from './fixtures/journeys.ts';
import { Person } from './fixtures/person.ts';
import { expect as expectAtOnce, test } from './fixtures/test.ts';

test.describe.configure({ timeout: 240_000 });
const expect = expectAtOnce.configure({ timeout: 60_000 });

const program = fileURLToPath(new URL('../../scripts/demo/main.ts', import.meta.url));

/** The program with its three clients, until the end of the test. */
class Demo {
	readonly folder = mkdtempSync(join(tmpdir(), 'tallyport-demo-'));
	readonly #child: ChildProcess;
	readonly links: Promise<string[]>;

	constructor(port: number) {
		this.#child = spawn(
			process.execPath,
			[program, '--clients=0', `--folder=${join(this.folder, 'demo')}`],
			{
				env: { PATH: process.env['PATH'], PORT: String(port), TALLYPORT_LOG: 'error' },
				stdio: ['ignore', 'pipe', 'inherit']
			}
		);
		this.links = new Promise((resolve, reject) => {
			let output = '';
			this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => {
				output += text;
				if (output.includes('prints new links.'))
					resolve(output.match(/http\S+#[\w-]{43}/gu) ?? []);
			});
			this.#child.once('exit', () => reject(new Error(`The demo ended:\n${output}`)));
		});
	}

	async [Symbol.asyncDispose](): Promise<void> {
		if (this.#child.exitCode === null) {
			const ended = once(this.#child, 'exit');
			this.#child.kill('SIGTERM');
			await ended;
		}
		rmSync(this.folder, { recursive: true, force: true });
	}
}

const arrive = (browser: Browser, name: string, link: string, phone: boolean) =>
	Person.arrive(browser, name, { origin: new URL(link).origin, phone });

test('each link of the demo opens what it says, with weeks of work in it', async ({ browser }) => {
	await using demo = new Demo(await freePort());
	const [ownersLink = '', clientsLink = '', sendersLink = ''] = await demo.links;

	const client = await arrive(browser, 'a client', clientsLink, true);
	await joinVault(client, clientsLink);
	await expect(
		client.page.getByRole('heading', { name: 'Welcome from Harbor & Finch' })
	).toBeVisible();
	await expect(client.page.getByText('Waiting for your documents').first()).toBeVisible();

	const sender = await arrive(browser, 'a sender', sendersLink, true);
	await sender.page.goto(sendersLink);
	await expect(
		sender.page.getByRole('heading', { name: 'Send files to Harbor & Finch' })
	).toBeVisible();
	await expect(uploadArea(sender.page)).toBeVisible();

	const owner = await arrive(browser, 'an owner', ownersLink, false);
	await becomeOwner(owner, ownersLink);
	// The demo's own colleague lets them in, perhaps before anybody could see them wait.
	await expect(owner.page.getByRole('heading', { name: 'Clients', level: 1 })).toBeVisible();
	await owner.page.getByRole('link', { name: 'Maria & Chidi Okafor', exact: true }).click();
	await expect(
		owner.page.getByRole('row').filter({ hasText: 'Maria Okafor' }).first()
	).toBeVisible();

	for (const { name, problems, context } of [client, sender, owner]) {
		expect.soft(problems, `on the pages of ${name}`).toEqual([]);
		await context.close();
	}
});

async function becomeOwner({ page }: Person, link: string): Promise<void> {
	const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
	await page.goto(link);
	await press('Show my recovery words');
	const words = await readWords(page);
	await press('I have them on paper');
	await confirmWords(page, words);
	await press('Check and continue');
	await press('Create passkey and continue');
}
