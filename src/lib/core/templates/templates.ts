/** Checklists to begin with, by country, and what becomes of one when it is chosen. */
import type { ChecklistDraft } from '../../../vault/view.ts';
import { neutral } from './neutral.ts';
import type { Template, TemplateSet } from './template.ts';
import { uk } from './uk.ts';
import { us } from './us.ts';

export const templateSets: readonly TemplateSet[] = [us, uk, neutral];

/** A copy for a year, to be edited before it is asked for. British tax years have two numbers: 2025/26. */
export function draftFrom(
	set: TemplateSet['id'],
	template: Template,
	year: number
): ChecklistDraft {
	const named =
		set === 'uk' ? `${String(year)}/${String((year + 1) % 100).padStart(2, '0')}` : String(year);
	return {
		title: template.title.replace('{year}', named),
		year: template.title.includes('{year}') ? year : null,
		items: template.items.map(({ title, hint, several = false }) => ({
			item: null,
			title,
			hint,
			several,
			due: null
		}))
	};
}
