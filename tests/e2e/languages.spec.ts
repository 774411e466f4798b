/** A client whose browser prefers Spanish: from the invitation to an answered request, without a word of English. */
import type { Page } from '@playwright/test';
import { spanish } from '../../src/lib/words/es/index.ts';
import { desk, expectAccessible, phone } from './fixtures/accessible.ts';
import { expect, testWithFirm } from './fixtures/entering.ts';
import { createClient, fileRow, sendFiles } from './fixtures/journeys.ts';

const test = testWithFirm();

/** Everything that is said in another way in Spanish; what stands at a place may be anything. */
const english = Object.entries(spanish)
	.filter(([sentence, said]) => sentence !== said && /\p{L}{2}/u.test(sentence))
	.map(([sentence]) => (sentence.split('##')[0] ?? '').split(/\{\w+\}/u))
	.filter((pieces) => /\p{L}{2}.*\p{L}{2}|^\p{Lu}\p{L}+$/u.test(pieces.join('')))
	.map((pieces) => pieces.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&')).join('.+'))
	.map((source) => new RegExp(`^${source}$`, 'u'));

/** What somebody sees or hears of the page as it stands. */
const saidOn = (page: Page): Promise<string[]> =>
	page.evaluate(() => {
		const said: string[] = [document.title];
		const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (texts.nextNode()) {
			const { textContent, parentElement } = texts.currentNode;
			// A language is called by its own name.
			if (parentElement?.closest('[hidden], script, style, [lang=en]')) continue;
			said.push(textContent ?? '');
		}
		for (const element of document.querySelectorAll('*'))
			for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
				if (!element.closest('[lang=en]:not(html)')) said.push(element.getAttribute(name) ?? '');
		return said.map((text) => text.replaceAll(/\s+/gu, ' ').trim()).filter((text) => text !== '');
	});

async function expectNoEnglish(page: Page, screen: string): Promise<void> {
	const said = await saidOn(page);
	expect(said.length, screen).toBeGreaterThan(5);
	expect
		.soft(
			said.filter((text) => english.some((one) => one.test(text))),
			screen
		)
		.toEqual([]);
	await expect(page.locator('html')).toHaveAttribute('lang', 'es');
}

/** Spanish runs longer: nothing may stick out of a phone's screen. */
async function expectItFits(page: Page): Promise<void> {
	await page.setViewportSize(phone);
	await expect
		.poll(() => page.evaluate(() => document.documentElement.scrollWidth))
		.toBeLessThanOrEqual(phone.width);
}

test('a Spanish browser is spoken to in Spanish, from the invitation to the answer, and in English when asked', async ({
	owner,
	person
}) => {
	const link = await createClient(owner, 'Inés Robles');
	const staff = owner.page;
	await staff.keyboard.press('Escape');
	await staff.getByRole('tab', { name: /^Requests/u }).click();
	await staff.getByRole('button', { name: 'New checklist', exact: true }).click();
	await staff.getByRole('button', { name: 'Start with an empty list', exact: true }).click();
	await staff.getByLabel('Title of the checklist').fill('Renta 2025');
	await staff.getByRole('button', { name: 'Add a document', exact: true }).click();
	await staff.getByLabel('What do you need?').fill('Recibos de alquiler');
	await staff.getByLabel('Due date').fill('2020-03-15');
	await staff.getByRole('button', { name: 'Use it for all', exact: true }).click();
	await staff.getByRole('button', { name: 'Ask the client for this', exact: true }).click();
	await expect(staff.getByText('0 of 1 sent')).toBeVisible();

	const { page } = await person('a client from Spain', { locale: 'es-ES', viewport: phone });
	await page.goto(link);
	const create = page.getByRole('button', { name: 'Crear clave de acceso y continuar' });
	await expect(create).toBeVisible();
	await expectNoEnglish(page, 'the invitation');
	await expectAccessible(page, 'the invitation in Spanish');
	await expectItFits(page);
	await page.getByRole('button', { name: 'English', exact: true }).click();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	await expect(page.getByRole('button', { name: 'Create passkey and continue' })).toBeVisible();
	await page.getByRole('button', { name: 'Español', exact: true }).click();
	await create.click();

	await expect(
		page.getByText('Todavía falta un documento. Envíe primero lo atrasado.')
	).toBeVisible();
	await expect(page.getByText('venció el 15 de marzo de 2020')).toBeVisible();
	await expectNoEnglish(page, 'what is asked for');
	const paper = { mimeType: 'application/pdf', buffer: Buffer.alloc(1234, 'x') };
	const choose = page.getByLabel('Elegir archivo para Recibos de alquiler');
	await choose.setInputFiles({ ...paper, name: 'recibo.pdf' });
	await expect(page.getByText('Ya está aquí todo lo solicitado. Gracias.')).toBeVisible();
	const more = page.getByRole('group', { name: 'Añadir archivos' });
	await more.getByLabel('Elegir archivos').setInputFiles({ ...paper, name: 'factura.pdf' });
	await page.getByRole('button', { name: 'Seleccionar', exact: true }).click();
	await page.getByRole('checkbox', { name: 'Seleccionar factura.pdf' }).check();
	await expect(page.getByText('1 archivo seleccionado · 1,2 kB')).toBeVisible();
	await expectNoEnglish(page, 'the files');
	await expectItFits(page);
	await expectAccessible(page, 'the files in Spanish');

	await page.getByRole('button', { name: 'Historial: quién hizo qué y cuándo' }).click();
	await expect(page.getByText('añadió recibo.pdf para Recibos de alquiler')).toBeVisible();
	await expectNoEnglish(page, 'the history');
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'Ver quiénes' }).click();
	await expect(page.getByText('Kit de recuperación', { exact: true })).toBeVisible();
	await expectNoEnglish(page, 'who can open the files');
	await page.keyboard.press('Escape');

	await page.getByRole('button', { name: 'Inés Robles', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Mi cuenta' }).click();
	await expect(page.getByRole('heading', { name: 'Mi cuenta' })).toBeVisible();
	await expect(page.getByText('Clave de acceso 1')).toBeVisible();
	await expectNoEnglish(page, 'the account');
	await expectItFits(page);
	await page.getByRole('button', { name: 'English', exact: true }).click();
	await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
	// Kept in this browser, which prefers Spanish.
	await page.reload();
	await expect(page.getByRole('button', { name: 'Sign in with passkey' })).toBeVisible();
	await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('a language that is not the one the build wrote is not read: English is spoken, and the page goes on', async ({
	person
}) => {
	const reader = await person('somebody from Spain', { locale: 'es-ES' });
	reader.expectProblem(/integrity|Failed to (?:load|find)/u);
	await reader.page.route('**/_app/immutable/words/*.json', async (route) => {
		const response = await route.fetch();
		const body = (await response.text()).replace('Iniciar sesión', 'Otra cosa');
		await route.fulfill({ response, body });
	});
	await reader.page.goto('/sign-in');
	await expect(reader.page.getByRole('button', { name: 'Sign in with passkey' })).toBeVisible();
	await expect(reader.page.locator('html')).toHaveAttribute('lang', 'en');
	await expect(reader.page.getByText('That language could not be loaded')).toBeVisible();
});

test('staff whose browser is set to Spanish find every page of theirs in Spanish', async ({
	owner
}) => {
	const { page } = owner;
	await createClient(owner, 'Ana Vidal');
	const buffer = Buffer.alloc(2345, 'x');
	await sendFiles(owner, { name: 'W-2.txt', mimeType: 'text/plain', buffer }, ['W-2.txt']);
	await page.evaluate(() => localStorage.setItem('tallyport-language', 'es'));
	await page.reload();
	await page.getByRole('button', { name: 'Entrar con clave de acceso', exact: true }).click();

	await expect(fileRow(page, 'W-2.txt')).toBeVisible();
	await expectNoEnglish(page, 'a client’s files, to staff');
	await expectAccessible(page, 'a client’s files in Spanish, to staff');
	await expectItFits(page);
	await page.setViewportSize(desk);
	for (const tab of ['Solicitudes', 'Mensajes', 'Aprobaciones', 'Personas y claves', 'Historial']) {
		await page.getByRole('tab', { name: tab, exact: true }).click();
		await expect(page.getByRole('tabpanel', { name: tab, exact: true })).toBeVisible();
		await expectNoEnglish(page, `${tab}, to staff`);
	}
	const places = page.getByRole('navigation', { name: 'Principal' });
	const pages = [
		['Clientes', page.getByRole('table', { name: 'Clientes' })],
		['Equipo', page.getByRole('table', { name: 'Personal' })],
		['Despacho', page.getByRole('button', { name: 'Exportar los registros', exact: true })]
	] as const;
	for (const [name, shown] of pages) {
		await places.getByRole('link', { name: new RegExp(`^${name}`, 'u') }).click();
		await expect(shown).toBeVisible();
		await expectNoEnglish(page, `${name}, to staff`);
		await expectItFits(page);
		await page.setViewportSize(desk);
	}
	await page.evaluate(() => localStorage.removeItem('tallyport-language'));
});
