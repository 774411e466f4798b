/** Which of the made-up papers answer what a checklist asks for, and which items of a checklist the demo asks for. */
import { draftFrom } from '../../src/lib/core/templates/templates.ts';
import { neutral } from '../../src/lib/core/templates/neutral.ts';
import type { ChecklistDraft } from '../../src/vault/view.ts';
import type { Client, Kind } from './cast.ts';
import {
	bankStatement,
	blurredPhoto,
	companyReport,
	interestStatement,
	mortgageStatement,
	tillReceipt,
	transactions,
	wageStatement,
	type About
} from './documents.ts';

/** Short lists read better than whole templates; firms cut them too. */
const ASKED: Readonly<Record<Kind, readonly string[]>> = {
	Individual: [
		'Wage statements',
		'Interest and dividends',
		'Mortgage and loan statements',
		'Gifts to charities',
		'Medical costs',
		'Letters from the tax office'
	],
	Couple: [
		'Wage statements',
		'Interest and dividends',
		'Gifts to charities',
		'Mortgage and loan statements',
		'Rental income and costs',
		'Child care and school costs',
		'Letters from the tax office'
	],
	'Sole trader': [
		'Income of the business',
		'Expenses of the business',
		'Business bank statements',
		'Travel',
		'Equipment bought or sold'
	],
	Company: [
		'Trial balance and ledgers',
		'Bank statements',
		'Payroll reports',
		'Customers and suppliers: open amounts',
		'Loans',
		'Resolutions and new contracts'
	],
	Trust: [
		'Bank and investment statements',
		'Property income and costs',
		'Payments to beneficiaries',
		'Expenses'
	],
	'Bookkeeping month': [
		'Bank statements',
		'Card statements',
		'Bills and receipts',
		'Sales invoices',
		'Payroll report'
	]
};

/** The last two items have a day of their own. */
export function checklistFor(
	kind: Kind,
	year: number,
	due: { first: string; last: string }
): ChecklistDraft {
	const template = neutral.templates.find(({ name }) => name === kind);
	if (!template) throw new Error(`There is no template for ${kind}.`);
	const draft = draftFrom('neutral', template, year);
	const items = ASKED[kind].flatMap((title) => draft.items.filter((item) => item.title === title));
	const dueOf = (nth: number) => (nth < items.length - 2 ? due.first : due.last);
	return { ...draft, year, items: items.map((item, nth) => ({ ...item, due: dueOf(nth) })) };
}

export const aboutOf = (client: Client): About => ({
	name: client.paper,
	seed: [...client.paper].reduce((sum, mark) => sum + mark.charCodeAt(0), client.daysAgo)
});

/** Never empty: a client who sends something sends something. */
export function papersFor(title: string, about: About, year: number): File[] {
	switch (title) {
		case 'Wage statements':
			return [wageStatement(about, 'Northwind Traders', year)];
		case 'Interest and dividends':
		case 'Bank and investment statements':
			return [interestStatement(about, year)];
		case 'Mortgage and loan statements':
		case 'Loans':
			return [mortgageStatement(about, year)];
		case 'Gifts to charities':
			return [tillReceipt(about, 'Charity gala', `9 Nov ${year}`)];
		case 'Medical costs':
			return [tillReceipt(about, 'Glasses', `18 May ${year}`)];
		case 'Bills and receipts':
		case 'Expenses of the business':
			return [
				tillReceipt(about, 'Printer paper', `2 Oct ${year}`),
				tillReceipt({ ...about, seed: about.seed + 1 }, 'Flour', `14 Oct ${year}`),
				tillReceipt({ ...about, seed: about.seed + 2 }, 'Van repair', `29 Oct ${year}`)
			];
		case 'Bank statements':
		case 'Business bank statements':
			return [bankStatement(about, `November ${year}`), bankStatement(about, `December ${year}`)];
		case 'Card statements':
			return [transactions(about, 'Card', `October ${year}`)];
		case 'Sales invoices':
		case 'Income of the business':
			return [transactions(about, 'Sales', `October ${year}`)];
		default:
			return [companyReport(about, title.replace(':', ','), year)];
	}
}

/** What a client sends by mistake, to be sent back. */
export const badPhoto = (): File => blurredPhoto('IMG_4471.png');
