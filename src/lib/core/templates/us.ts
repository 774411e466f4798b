/** What tax firms in the United States usually ask for. */
import type { TemplateItem, TemplateSet } from './template.ts';

const identity: TemplateItem = {
	title: 'Photo ID',
	hint: 'Driver’s license or passport, both sides if it is a card. Only if we do not have a current one.'
};
const lastReturn: TemplateItem = {
	title: 'Last year’s tax return',
	hint: 'Federal and state, all pages. Only if somebody else prepared it.'
};
const income: readonly TemplateItem[] = [
	{
		title: 'W-2 wage statements',
		hint: 'One from each employer. They come by the end of January, by mail or in your payroll account.',
		several: true
	},
	{
		title: '1099-INT and 1099-DIV: interest and dividends',
		hint: 'From each bank or broker. Look in your online account under tax documents.',
		several: true
	},
	{
		title: '1099-B: sales of stocks, funds or crypto',
		hint: 'The consolidated statement of your broker, all pages.',
		several: true
	},
	{
		title: '1099-R and SSA-1099: retirement and Social Security',
		hint: 'For pensions, IRA withdrawals and Social Security benefits.',
		several: true
	},
	{
		title: '1099-NEC, 1099-MISC or 1099-K: other income',
		hint: 'For freelance work, rent, or payments by card or app.',
		several: true
	},
	{
		title: 'Schedule K-1',
		hint: 'From a partnership, S corporation, estate or trust. Often comes in March or later.',
		several: true
	}
];
const deductions: readonly TemplateItem[] = [
	{
		title: '1098: mortgage interest',
		hint: 'From your lender. Also the closing statement if you bought, sold or refinanced.',
		several: true
	},
	{
		title: 'Property tax bills',
		hint: 'For your home and any other property, with proof of what you paid.',
		several: true
	},
	{ title: '1095-A: health insurance', hint: 'Only if you had insurance from the Marketplace.' },
	{
		title: 'Charitable gifts',
		hint: 'Letters from the charities for gifts of $250 or more; a list of the rest.',
		several: true
	},
	{
		title: '1098-T and 1098-E: tuition and student loans',
		hint: 'From the school and the loan servicer.',
		several: true
	},
	{
		title: 'Estimated tax payments',
		hint: 'Dates and amounts of what you paid to the IRS and the state during the year.'
	}
];
const children: TemplateItem = {
	title: 'Child care costs',
	hint: 'Name, address and tax number of the provider, and what you paid.',
	several: true
};

export const us: TemplateSet = {
	id: 'us',
	name: 'United States',
	templates: [
		{
			name: 'Individual',
			title: 'Your {year} tax return',
			items: [identity, lastReturn, ...income, ...deductions, children]
		},
		{
			name: 'Couple',
			title: 'Your {year} joint tax return',
			items: [
				{ ...identity, title: 'Photo ID of both of you', several: true },
				lastReturn,
				...income.map((item) => ({ ...item, hint: `For both of you. ${item.hint}` })),
				...deductions,
				children,
				{
					title: 'Social Security cards of new children',
					hint: 'For a child born or adopted this year.',
					several: true
				}
			]
		},
		{
			name: 'Sole trader',
			title: 'Your {year} return with your business',
			items: [
				lastReturn,
				{
					title: 'Profit and loss for the year',
					hint: 'From your bookkeeping program, or a list of income and expenses by kind.'
				},
				{
					title: '1099-NEC and 1099-K',
					hint: 'From your customers and from card or payment services.',
					several: true
				},
				{
					title: 'Business bank and card statements',
					hint: 'All twelve months, as PDF from your online account.',
					several: true
				},
				{
					title: 'Mileage log',
					hint: 'Business miles and total miles, with the odometer on January 1 and December 31.'
				},
				{
					title: 'Home office',
					hint: 'Square feet of the office and of your home; rent or mortgage, utilities, insurance.'
				},
				{
					title: 'Equipment bought or sold',
					hint: 'Invoices for anything over $2,500: computers, tools, vehicles.',
					several: true
				},
				{
					title: 'Payroll reports and 1099s you issued',
					hint: 'Forms 941, 940, W-3 and the 1099s you sent out.',
					several: true
				},
				{
					title: 'Health insurance and retirement contributions',
					hint: 'What you paid for yourself and your family.'
				},
				...deductions.slice(-1)
			]
		},
		{
			name: 'Company',
			title: '{year} corporate or partnership return',
			items: [
				{
					title: 'Trial balance and general ledger',
					hint: 'At year end, exported from your bookkeeping program.',
					several: true
				},
				{
					title: 'Bank and card statements for December',
					hint: 'With the reconciliation of each account.',
					several: true
				},
				{
					title: 'Payroll reports',
					hint: 'Forms 941 for each quarter, 940, and the W-3 with the W-2s.',
					several: true
				},
				{
					title: 'Fixed assets bought or sold',
					hint: 'Invoices, and bills of sale for what you sold.',
					several: true
				},
				{
					title: 'Loan statements at year end',
					hint: 'For every loan and line of credit, also with owners.',
					several: true
				},
				{
					title: 'Ownership and officers',
					hint: 'Names, shares and addresses; any change during the year.'
				},
				{
					title: 'Inventory count at year end',
					hint: 'Quantities and cost. Only if you hold stock.'
				},
				{
					title: 'Sales tax returns',
					hint: 'For every state in which you file.',
					several: true
				},
				{
					title: '1099s you issued',
					hint: 'Copies, or a list of whom you paid $600 or more.',
					several: true
				},
				{
					title: 'Minutes, leases and new contracts',
					hint: 'What was signed this year and matters for tax.',
					several: true
				}
			]
		},
		{
			name: 'Trust',
			title: '{year} trust or estate return (Form 1041)',
			items: [
				{
					title: 'Trust agreement or will',
					hint: 'With all amendments. Only if it is new to us or changed.'
				},
				{ title: 'EIN letter', hint: 'The notice of the IRS with the trust’s number.' },
				{
					title: '1099s and brokerage statements',
					hint: 'In the trust’s name, for the whole year.',
					several: true
				},
				{
					title: 'Schedules K-1 received',
					hint: 'From partnerships and S corporations.',
					several: true
				},
				{
					title: 'Distributions to beneficiaries',
					hint: 'Who received what and when.'
				},
				{
					title: 'Beneficiaries',
					hint: 'Names, addresses and Social Security numbers; any change this year.'
				},
				{
					title: 'Fees and expenses paid',
					hint: 'Trustee, legal and accounting fees, taxes, repairs.',
					several: true
				},
				{
					title: 'Property bought or sold',
					hint: 'Closing statements and appraisals.',
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
				{ title: 'Credit card statements', hint: 'Every card.', several: true },
				{ title: 'Bills and receipts', hint: 'A photo of each is enough.', several: true },
				{
					title: 'Sales invoices or sales report',
					hint: 'From your register or shop.',
					several: true
				},
				{ title: 'Payroll report', hint: 'From your payroll service.', several: true },
				{ title: 'Loan statements', hint: 'If you paid on a loan this month.', several: true },
				{
					title: 'Anything unusual',
					hint: 'Owner’s money in or out, new contracts, large purchases.',
					several: true
				}
			]
		}
	]
};
