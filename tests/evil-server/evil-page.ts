/** How a browser test runs an attack of the table, and what a person must see of it. */
import { readFile } from 'node:fs/promises';
import { expect, test, type Locator } from '@playwright/test';
import type { Person } from '../e2e/fixtures/person.ts';
import { attackOf, type Attack, type AttackId } from './attacks.ts';

export function attack(id: AttackId, run: (attack: Attack) => Promise<void>): void {
	const named = attackOf(id);
	test(`${id} ${named.name}`, () => run(named));
}

export const warning = ({ page }: Person): Locator =>
	page.getByRole('alert').filter({ hasText: 'Stop: something is wrong with this portal' });

interface Saved {
	format: string;
	code: string;
	reading?: string;
}

/**
 * The warning stands there, in plain words, with one of the codes that the table names; the record can be saved and
 * holds no name; then it is put away.
 */
export async function expectWarning(
	person: Person,
	named: Attack,
	names: readonly string[]
): Promise<Saved[]> {
	const alert = warning(person).first();
	await expect(alert).toBeVisible();
	await expect(alert).toContainText('tell the firm by phone');
	const text = await alert.innerText();
	expect(named.ends as readonly string[]).toContain(/Code: (\S+)/u.exec(text)?.[1]);
	const saving = person.page.waitForEvent('download');
	await alert.getByRole('button', { name: 'Save a record' }).click();
	const download = await saving;
	expect(download.suggestedFilename()).toMatch(/^tallyport-record-\d{4}-\d\d-\d\d\.json$/u);
	const content = await readFile(await download.path(), 'utf8');
	for (const name of names) expect(content).not.toContain(name);
	const records = JSON.parse(content) as Saved[];
	for (const record of records) expect(record.format).toBe('tallyport evidence 1');
	await putAway(person);
	return records;
}

/** A portal that lies differs from itself as well when it is asked again: every warning is answered. */
export async function putAway(person: Person): Promise<void> {
	const told = person.page.getByRole('button', { name: 'I have told the firm' }).first();
	await expect(async () => {
		while ((await warning(person).count()) > 0) await told.click({ timeout: 5000 });
		await expect(warning(person)).toHaveCount(0, { timeout: 500 });
	}).toPass({ timeout: 60_000 });
}
