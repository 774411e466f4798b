/** What a tax firm asks for anywhere: no form numbers, no deadlines of one country. */
import type { TemplateItem, TemplateSet } from './template.ts';

const identity: TemplateItem = {
	title: 'Proof of identity',
	hint: 'Passport or identity card, both sides. Only if we do not have a current one.'
};
const income: readonly TemplateItem[] = [
	{ title: 'Wage statements', hint: 'The yearly statement of each employer.', several: true },
	{ title: 'Pension statements', hint: 'The yearly statement of each pension.', several: true },
	{
		title: 'Interest and dividends',
		hint: 'The yearly tax statement of each bank and broker.',
		several: true
	},
	{
		title: 'Investments sold',
		hint: 'Statements of what you bought and sold, with dates and prices.',
		several: true
	},
	{
		title: 'Rental income and costs',
		hint: 'Rent received, repairs, interest, insurance.',
		several: true
	},
	{ title: 'Other income', hint: 'Anything else you were paid this year.', several: true }
];
const costs: readonly TemplateItem[] = [
	{ title: 'Mortgage and loan statements', hint: 'With the interest you paid.', several: true },
	{
		title: 'Insurance and pension payments',
		hint: 'What you paid, with certificates.',
		several: true
	},
	{ title: 'Gifts to charities', hint: 'Receipts.', several: true },
	{ title: 'Medical costs', hint: 'Bills that nobody paid back.', several: true },
	{ title: 'Letters from the tax office', hint: 'Assessments, payments, questions.', several: true }
];

export const neutral: TemplateSet = {
	id: 'neutral',
	name: 'Any country',
	templates: [
		{
			name: 'Individual',
			title: 'Your {year} tax return',
			items: [
				identity,
				{ title: 'Last year’s tax return', hint: 'Only if somebody else prepared it.' },
				...income,
				...costs
			]
		},
		{
			name: 'Couple',
			title: 'Your {year} joint tax return',
			items: [
				{ ...identity, title: 'Proof of identity of both of you', several: true },
				...income.map((item) => ({ ...item, hint: `For both of you. ${item.hint}` })),
				...costs,
				{ title: 'Child care and school costs', hint: 'Bills and proof of payment.', several: true }
			]
		},
		{
			name: 'Sole trader',
			title: 'Your {year} return with your business',
			items: [
				{ title: 'Income of the business', hint: 'Invoices or a list by month.', several: true },
				{
					title: 'Expenses of the business',
					hint: 'Receipts, sorted by kind if you can.',
					several: true
				},
				{
					title: 'Business bank statements',
					hint: 'The whole year, every account.',
					several: true
				},
				{ title: 'Travel', hint: 'A log of business trips and distances.' },
				{ title: 'Work at home', hint: 'Rooms used, and what they cost.' },
				{ title: 'Equipment bought or sold', hint: 'Invoices.', several: true },
				{ title: 'Stock at year end', hint: 'What you held, at cost.' },
				{ title: 'Sales tax returns', hint: 'All of the year.', several: true },
				...costs
			]
		},
		{
			name: 'Company',
			title: 'Year-end {year}',
			items: [
				{ title: 'Trial balance and ledgers', hint: 'At year end.', several: true },
				{ title: 'Bank statements', hint: 'The last month, every account.', several: true },
				{ title: 'Payroll reports', hint: 'For the whole year.', several: true },
				{ title: 'Sales tax returns', hint: 'All of the year.', several: true },
				{
					title: 'Customers and suppliers: open amounts',
					hint: 'At year end, by age.',
					several: true
				},
				{ title: 'Stock count', hint: 'Quantities and cost at year end.' },
				{ title: 'Assets bought or sold', hint: 'Invoices and contracts.', several: true },
				{ title: 'Loans', hint: 'Statements at year end, also with owners.', several: true },
				{
					title: 'Resolutions and new contracts',
					hint: 'What was decided and signed.',
					several: true
				}
			]
		},
		{
			name: 'Trust',
			title: '{year} return of the trust',
			items: [
				{ title: 'Trust deed', hint: 'Only if it is new or changed.' },
				{ title: 'Bank and investment statements', hint: 'The whole year.', several: true },
				{ title: 'Property income and costs', hint: 'For property of the trust.', several: true },
				{ title: 'Payments to beneficiaries', hint: 'Who received what and when.' },
				{ title: 'Trustees and beneficiaries', hint: 'Names, addresses and any change.' },
				{ title: 'Expenses', hint: 'Legal, accounting and management fees.', several: true }
			]
		},
		{
			name: 'Bookkeeping month',
			title: 'Bookkeeping for the month',
			items: [
				{ title: 'Bank statements', hint: 'Every account, the whole month.', several: true },
				{ title: 'Card statements', hint: 'Every card.', several: true },
				{ title: 'Bills and receipts', hint: 'A photo of each is enough.', several: true },
				{ title: 'Sales invoices', hint: 'Or the report of your till or shop.', several: true },
				{ title: 'Payroll report', hint: 'From your payroll program.', several: true },
				{
					title: 'Anything unusual',
					hint: 'Owners’ money in or out, new contracts, large purchases.',
					several: true
				}
			]
		}
	]
};
