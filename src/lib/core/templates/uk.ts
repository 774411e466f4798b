/** What accountants in the United Kingdom usually ask for. */
import type { TemplateItem, TemplateSet } from './template.ts';

const identity: TemplateItem = {
	title: 'Proof of identity and address',
	hint: 'Passport or driving licence, and a bill of the last three months. Only if we do not have them.',
	several: true
};
const income: readonly TemplateItem[] = [
	{
		title: 'P60',
		hint: 'From each employer or pension, given to you by 31 May.',
		several: true
	},
	{ title: 'P45', hint: 'If you left a job during the tax year.', several: true },
	{
		title: 'P11D',
		hint: 'Benefits such as a car or medical insurance, given to you by 6 July.',
		several: true
	},
	{
		title: 'Bank and building society interest',
		hint: 'The yearly certificate of each account. Not needed for ISAs.',
		several: true
	},
	{
		title: 'Dividend vouchers',
		hint: 'From shares and funds outside an ISA; also from your own company.',
		several: true
	},
	{
		title: 'State and private pensions',
		hint: 'The DWP letter with your weekly amount, and a P60 from each pension.',
		several: true
	},
	{
		title: 'Rental income and costs',
		hint: 'Agent’s statements, mortgage interest certificate, repairs, insurance.',
		several: true
	},
	{
		title: 'Sales of shares, property or crypto',
		hint: 'Contract notes or completion statements, for buying and for selling.',
		several: true
	}
];
const reliefs: readonly TemplateItem[] = [
	{
		title: 'Pension contributions',
		hint: 'What you paid into personal pensions, with the provider’s certificate.',
		several: true
	},
	{ title: 'Gift Aid donations', hint: 'A list with dates and amounts is enough.', several: true },
	{ title: 'Student loan', hint: 'Your plan type, and the latest statement.' },
	{
		title: 'Letters from HMRC',
		hint: 'Tax code notices, statements of account, payments on account.',
		several: true
	}
];

export const uk: TemplateSet = {
	id: 'uk',
	name: 'United Kingdom',
	templates: [
		{
			name: 'Individual',
			title: 'Your Self Assessment for {year}',
			items: [identity, ...income, ...reliefs]
		},
		{
			name: 'Couple',
			title: 'Your Self Assessments for {year}',
			items: [
				{ ...identity, title: 'Proof of identity and address of both of you' },
				...income.map((item) => ({ ...item, hint: `For each of you. ${item.hint}` })),
				...reliefs,
				{
					title: 'Jointly held property and accounts',
					hint: 'What you hold together, and in which shares (Form 17, if you made one).',
					several: true
				},
				{ title: 'Child Benefit', hint: 'What you received, and who received it.' }
			]
		},
		{
			name: 'Sole trader',
			title: 'Your accounts and Self Assessment for {year}',
			items: [
				{
					title: 'Sales records',
					hint: 'Invoices, till reports or an export from your bookkeeping program.',
					several: true
				},
				{
					title: 'Purchase invoices and receipts',
					hint: 'Sorted by month if you can; photos are fine.',
					several: true
				},
				{
					title: 'Business bank statements',
					hint: '6 April to 5 April, every account, as PDF.',
					several: true
				},
				{ title: 'CIS statements', hint: 'If you work in construction.', several: true },
				{ title: 'Mileage log', hint: 'Business miles, with dates and places.' },
				{
					title: 'Use of your home',
					hint: 'Rooms used, hours a week, and what heating, rent and council tax cost.'
				},
				{
					title: 'Equipment and vehicles bought or sold',
					hint: 'Invoices, and finance agreements.',
					several: true
				},
				{ title: 'Stock and work in progress', hint: 'What you held on 5 April, at cost.' },
				{ title: 'VAT returns', hint: 'If you are registered, all quarters.', several: true },
				...reliefs
			]
		},
		{
			name: 'Company',
			title: 'Year-end accounts and Corporation Tax {year}',
			items: [
				{
					title: 'Trial balance and ledgers',
					hint: 'At the year end, exported from your bookkeeping program.',
					several: true
				},
				{
					title: 'Bank statements and reconciliations',
					hint: 'The last month of the year, every account.',
					several: true
				},
				{ title: 'VAT returns', hint: 'All quarters of the year.', several: true },
				{ title: 'PAYE and P32 reports', hint: 'And the P11D(b), if there is one.', several: true },
				{ title: 'Debtors and creditors lists', hint: 'At the year end, by age.', several: true },
				{ title: 'Stock count', hint: 'Quantities and cost at the year end.' },
				{
					title: 'Fixed assets bought or sold',
					hint: 'Invoices and finance agreements.',
					several: true
				},
				{ title: 'Loans and directors’ loan account', hint: 'Year-end statements.', several: true },
				{
					title: 'Dividend minutes and vouchers',
					hint: 'For every dividend of the year.',
					several: true
				},
				{
					title: 'Confirmation statement details',
					hint: 'Changes of directors, shareholders or people with significant control.'
				}
			]
		},
		{
			name: 'Trust',
			title: 'Trust and estate return {year} (SA900)',
			items: [
				{
					title: 'Trust deed',
					hint: 'With all later deeds. Only if it is new or changed.',
					several: true
				},
				{
					title: 'Trust Registration Service',
					hint: 'The reference, and proof of the latest update.'
				},
				{
					title: 'Bank interest certificates',
					hint: 'For accounts in the trust’s name.',
					several: true
				},
				{
					title: 'Investment reports',
					hint: 'Dividends, sales and valuations on 5 April.',
					several: true
				},
				{ title: 'Rental income and costs', hint: 'For property of the trust.', several: true },
				{
					title: 'Payments to beneficiaries',
					hint: 'Who received what and when; R185 forms.',
					several: true
				},
				{ title: 'Trustees and beneficiaries', hint: 'Names, addresses and any change.' },
				{
					title: 'Expenses of the trust',
					hint: 'Legal, accounting and management fees.',
					several: true
				}
			]
		},
		{
			name: 'Bookkeeping month',
			title: 'Bookkeeping for the month',
			items: [
				{
					title: 'Bank statements',
					hint: 'Every account, the whole month, as PDF.',
					several: true
				},
				{ title: 'Card statements', hint: 'Every card.', several: true },
				{
					title: 'Purchase invoices and receipts',
					hint: 'A photo of each is enough.',
					several: true
				},
				{ title: 'Sales invoices or till report', hint: 'Everything you sold.', several: true },
				{ title: 'Payroll and pension report', hint: 'From your payroll program.', several: true },
				{
					title: 'Import and export documents',
					hint: 'C79, duty notes. Only if you trade abroad.',
					several: true
				},
				{
					title: 'Anything unusual',
					hint: 'Directors’ money in or out, new contracts, large purchases.',
					several: true
				}
			]
		}
	]
};
