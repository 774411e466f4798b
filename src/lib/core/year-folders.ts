/** What a firm usually keeps of one year, by the kind of client. A beginning: folders are renamed and removed like any other. */
import { type Plain } from '../words/say.ts';

export const yearFolders = [
	{
		value: 'person',
		label: 'Individual or couple',
		folders: ['Source documents', 'Returns', 'Letters']
	},
	{
		value: 'business',
		label: 'Sole trader or partnership',
		folders: ['Source documents', 'Bookkeeping', 'Returns', 'Letters']
	},
	{
		value: 'company',
		label: 'Company',
		folders: ['Source documents', 'Bookkeeping', 'Accounts', 'Payroll', 'Returns', 'Letters']
	},
	{
		value: 'trust',
		label: 'Trust or estate',
		folders: ['Source documents', 'Accounts', 'Returns', 'Letters']
	}
] as const satisfies readonly { value: string; label: Plain; folders: readonly string[] }[];

export type YearKind = (typeof yearFolders)[number]['value'];

/** Four digits, as one writes a year; null for anything else. */
export const typedYear = (text: string): string | null =>
	/^(?:19|20|21)\d\d$/u.test(text.trim()) ? text.trim() : null;
