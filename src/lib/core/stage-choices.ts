/** What staff can choose where a client's tax years are concerned. Pure. */
import type { StageView } from '../../vault/view.ts';
import { say } from '../words/say.ts';

/** As a menu shows it. */
interface Choice {
	value: string;
	label: string;
	detail?: string;
}

const NONE = 'none';
const LOST = 'lost';
/** So many years with a stage are at hand, and so many can be added from the menu. */
const AT_HAND = 3;
const ADDABLE = 8;

/** The newest with a stage, those just asked for, and always the year whose returns are made now: the one before this. */
export function shownYears(
	stages: readonly Pick<StageView, 'year'>[],
	added: readonly number[],
	thisYear: number
): number[] {
	const staged = stages.map(({ year }) => year).slice(0, AT_HAND);
	const present = staged.length === 0 ? [thisYear - 1] : [];
	return [...new Set([...staged, ...added, ...present])].sort((a, b) => b - a);
}

export const otherYears = (shown: readonly number[], thisYear: number): number[] =>
	Array.from({ length: ADDABLE }, (_, back) => thisYear + 1 - back).filter(
		(year) => !shown.includes(year)
	);

/** By their places, so that no name a firm may choose is taken for something else. */
export function choicesOf(
	stage: Pick<StageView, 'name'> | undefined,
	names: readonly string[]
): { choices: Choice[]; value: string } {
	const choices: Choice[] = names.map((label, index) => ({ value: String(index), label }));
	const at = stage ? names.indexOf(stage.name) : -1;
	// The firm renamed it since: what the client was told stays until another is chosen.
	if (stage && at < 0)
		choices.unshift({
			value: LOST,
			label: stage.name,
			detail: say('Not among the firm’s stages now')
		});
	const none = { value: NONE, label: stage ? say('No stage') : say('No stage yet') };
	return {
		choices: [...choices, none],
		value: stage ? (at < 0 ? LOST : String(at)) : NONE
	};
}

/** Undefined where choosing it asks for nothing. */
export function wishOf(value: string, names: readonly string[]): string | null | undefined {
	if (value === NONE) return null;
	return names[Number(value)];
}
