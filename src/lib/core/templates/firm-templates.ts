/** Templates that the firm keeps: from a checklist, and back to one for a year. Due dates and what came stay behind. Pure. */
import type { ChecklistDraft, TemplateDraft } from '../../../vault/view.ts';
import { yearsOn } from '../rolled-forward.ts';

export const templateFrom = (
	name: string,
	{ title, year, items }: ChecklistDraft
): TemplateDraft => ({
	name,
	title,
	year,
	items: items.map(({ title: of, hint, several }) => ({ title: of, hint, several }))
});

/** A copy to be edited before it is asked for: years in its texts move with the year it is for. */
export function listFrom({ title, year, items }: TemplateDraft, wanted: number): ChecklistDraft {
	const to = (text: string) => (year === null ? text : yearsOn(text, wanted - year));
	return {
		title: to(title),
		year: year === null ? null : wanted,
		items: items.map(({ title: of, hint, several }) => ({
			item: null,
			title: to(of),
			hint: to(hint),
			several,
			due: null
		}))
	};
}

/** As it is, to be changed. */
export const unmoved = (template: TemplateDraft): ChecklistDraft =>
	listFrom(template, template.year ?? 0);
