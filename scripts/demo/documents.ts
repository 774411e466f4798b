/** What clients of a tax firm send, and what the firm sends them. Every name, number and company is made up. */
import { pdf, type Letterhead, type Line } from './paper.ts';
import { receipt } from './receipt.ts';

/** Whose papers, in Latin letters, and a number that makes their amounts their own. */
export interface About {
	readonly name: string;
	readonly seed: number;
}

export const FIRM: Letterhead = {
	name: 'Harbor & Finch',
	under: 'Tax and accounting  ·  12 Quay Street',
	colour: [0.13, 0.37, 0.31]
};
const BANK: Letterhead = {
	name: 'Meridian Savings Bank',
	under: 'Customer services  ·  Box 400',
	colour: [0.16, 0.27, 0.52]
};

/** The same amounts at every run. */
const about = (seed: number, nth: number, least: number, most: number): number =>
	least + (((seed * 7919 + nth * 104_729) % 9973) / 9973) * (most - least);
const money = (amount: number): string =>
	amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

const heading = (text: string): Line => ({ kind: 'heading', text });
const text = (words: string): Line => ({ kind: 'text', text: words });
const small = (words: string): Line => ({ kind: 'small', text: words });
const row = (words: string, amount: number): Line => ({
	kind: 'row',
	text: words,
	amount: money(amount)
});
const total = (words: string, amount: number): Line => ({
	kind: 'total',
	text: words,
	amount: money(amount)
});
const rule: Line = { kind: 'rule' };
const gap: Line = { kind: 'gap' };

const MADE_UP = small('A specimen made for a demonstration. No person or company in it exists.');

export function wageStatement({ name, seed }: About, employer: string, year: number): File {
	const pay = about(seed, 1, 38_000, 96_000);
	return pdf(
		`Wage statement ${year} ${employer}.pdf`,
		{ name: employer, under: 'Payroll', colour: [0.45, 0.31, 0.12] },
		[
			heading(`Statement of wages ${year}`),
			text(`Employee: ${name}`),
			gap,
			row('Gross pay', pay),
			row('Income tax withheld', pay * 0.19),
			row('Social insurance', pay * 0.078),
			row('Pension contributions', pay * 0.05),
			rule,
			total('Net pay', pay * 0.682),
			gap,
			MADE_UP
		]
	);
}

export function bankStatement({ name, seed }: About, month: string): File {
	const opening = about(seed, 2, 1200, 8400);
	const moves: [string, number][] = [
		['Salary', about(seed, 3, 2300, 5200)],
		['Rent', -about(seed, 4, 700, 1600)],
		['Groceries', -about(seed, 5, 180, 420)],
		['Electricity', -about(seed, 6, 40, 130)],
		['Transfer to savings', -about(seed, 7, 100, 600)],
		['Card payments', -about(seed, 8, 120, 640)],
		['Interest', about(seed, 9, 1, 14)]
	];
	const closing = moves.reduce((sum, [, amount]) => sum + amount, opening);
	return pdf(`Bank statement ${month}.pdf`, BANK, [
		heading(`Account statement, ${month}`),
		text(name),
		gap,
		row('Balance brought forward', opening),
		rule,
		...moves.map(([what, amount]) => row(what, amount)),
		rule,
		total('Balance carried forward', closing),
		gap,
		MADE_UP
	]);
}

export const interestStatement = ({ name, seed }: About, year: number): File =>
	pdf(`Interest and dividends ${year}.pdf`, BANK, [
		heading(`Tax statement ${year}`),
		text(name),
		gap,
		row('Interest', about(seed, 10, 20, 640)),
		row('Dividends', about(seed, 11, 0, 1900)),
		row('Tax withheld', about(seed, 12, 0, 310)),
		gap,
		MADE_UP
	]);

export const mortgageStatement = ({ name, seed }: About, year: number): File =>
	pdf(`Mortgage interest ${year}.pdf`, BANK, [
		heading(`Mortgage statement ${year}`),
		text(name),
		gap,
		row('Interest paid', about(seed, 13, 2100, 9400)),
		row('Capital repaid', about(seed, 14, 3000, 8800)),
		total('Outstanding at year end', about(seed, 15, 90_000, 310_000)),
		gap,
		MADE_UP
	]);

export function taxReturn({ name, seed }: About, year: number, title: string): File {
	const income = about(seed, 16, 42_000, 130_000);
	const tax = income * about(seed, 17, 0.14, 0.27);
	return pdf(`${title} ${year}.pdf`, FIRM, [
		heading(`${title} ${year}`),
		text(`Prepared for ${name}`),
		gap,
		row('Wages', income * 0.86),
		row('Interest and dividends', income * 0.04),
		row('Other income', income * 0.1),
		rule,
		total('Total income', income),
		row('Allowances and deductions', -income * 0.17),
		rule,
		row('Tax due', tax),
		row('Already paid', tax * 1.04),
		total('To be refunded', tax * 0.04),
		gap,
		MADE_UP
	]);
}

export const engagementLetter = ({ name }: About, year: number): File =>
	pdf(`Engagement letter ${year}.pdf`, FIRM, [
		heading(`Our engagement for ${year}`),
		text(`Dear ${name},`),
		gap,
		text('thank you for asking us to prepare your tax affairs again. This letter says what we do'),
		text('for you, what we need from you, and by when.'),
		gap,
		text('1.  We prepare your returns from the documents that you send us through the portal.'),
		text('2.  You tell us about all income, and you check the return before it is filed.'),
		text('3.  We keep what you send us encrypted; only you and our team can open it.'),
		text('4.  Our fee is fixed. We tell you before anything costs more.'),
		gap,
		text('With kind regards,'),
		text('Priya Raman'),
		gap,
		MADE_UP
	]);

export const companyReport = ({ name, seed }: About, title: string, year: number): File => {
	const sales = about(seed, 18, 180_000, 900_000);
	return pdf(`${title} ${year}.pdf`, { name, under: 'Accounts', colour: [0.35, 0.2, 0.42] }, [
		heading(`${title} ${year}`),
		gap,
		row('Sales', sales),
		row('Cost of sales', -sales * 0.46),
		row('Staff', -sales * 0.28),
		row('Rent and energy', -sales * 0.09),
		row('Other costs', -sales * 0.06),
		rule,
		total('Result before tax', sales * 0.11),
		gap,
		MADE_UP
	]);
};

export function transactions({ seed }: About, what: string, month: string): File {
	const kinds = ['Card payment', 'Direct debit', 'Transfer in', 'Till takings', 'Supplier'];
	const lines = Array.from({ length: 48 }, (_, nth) => {
		const day = String(1 + Math.floor(nth * 0.58)).padStart(2, '0');
		const kind = kinds[(nth * 3 + seed) % kinds.length] ?? '';
		const sign = kind === 'Transfer in' || kind === 'Till takings' ? 1 : -1;
		return `${day},${kind},${(sign * about(seed, nth + 20, 12, 940)).toFixed(2)}`;
	});
	const content = ['day,what,amount', ...lines].join('\r\n');
	return new File([content], `${what} ${month}.csv`, { type: 'text/csv' });
}

export function tillReceipt({ seed }: About, what: string, day: string): File {
	const price = about(seed, 90, 14, 260);
	const columns = (left: string, amount: number) => left.padEnd(18) + amount.toFixed(2).padStart(8);
	return receipt(`Receipt ${what.toLowerCase()} ${day}.png`, [
		'     CORNER SUPPLY CO',
		'      4 MARKET LANE',
		'',
		`DATE ${day.toUpperCase()}`,
		'--------------------------',
		columns(what.toUpperCase().slice(0, 17), price),
		columns('DELIVERY', 4.5),
		'--------------------------',
		columns('SUM', price + 4.5),
		columns('TAX 20%', (price + 4.5) / 6),
		'',
		'   PAID BY CARD - 4417',
		'        THANK YOU',
		'       SPECIMEN ONLY'
	]);
}

/** Somebody photographed only half of it. */
export const blurredPhoto = (name: string): File =>
	receipt(name, ['', '     ...ATEMENT OF WAG', '', '  EMPLOY..', '  GROSS P..   4', '']);
