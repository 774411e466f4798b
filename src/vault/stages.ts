/**
 * Stages of a tax year: the firm's own list, and what staff say of one client's year. What is typed is refused with a sentence when
 * it cannot be kept exactly. A stage goes into the log in the words of that moment, so that no later renaming changes the past.
 */
import { MAX_STAGE_LENGTH, MAX_STAGES, usualStages } from '../contract/stage-terms.ts';
import { typedName } from './names.ts';
import { nameOf } from './people.ts';
import type { FirmState } from './firm-state.ts';
import { Refusal } from './problems.ts';
import type { VaultDraft } from './vault-draft.ts';
import type { VaultState } from './vault-state.ts';
import type { StageView } from './view.ts';

export const stagesOf = ({ stages }: Pick<FirmState, 'stages'>): readonly string[] =>
	stages ?? usualStages;

/** @throws Refusal `stages-empty`, `too-many-stages`, `stage-empty`, `stage-too-long` or `stage-twice` */
export function typedStages(typed: readonly string[]): string[] {
	if (typed.length === 0) throw new Refusal('stages-empty');
	if (typed.length > MAX_STAGES) throw new Refusal('too-many-stages');
	const names = typed.map(typedStage);
	const distinct = new Set(names.map((name) => name.toLocaleLowerCase('en')));
	if (distinct.size < names.length) throw new Refusal('stage-twice');
	return names;
}

function typedStage(text: string): string {
	if (text.trim() === '') throw new Refusal('stage-empty');
	const name = typedName(text);
	if (name.length > MAX_STAGE_LENGTH) throw new Refusal('stage-too-long');
	return name;
}

/** Nobody works on returns of years long gone, or far ahead. */
const OLDEST = 15;

const isYear = (year: number, now: number): boolean => {
	const present = new Date(now).getUTCFullYear();
	return Number.isInteger(year) && year >= present - OLDEST && year <= present + 1;
};

export interface StageWish {
	year: number;
	/** The firm's name for it; null takes the year's stage away. */
	stage: string | null;
}

/**
 * Null where the log says so already.
 * @throws Refusal `stage-year-unknown`, `stage-unknown` when the firm has no such stage any more, `stage-gone` when there is none to
 * take away
 */
export function stageDraft(
	{ stages }: Pick<VaultState, 'stages'>,
	firm: Pick<FirmState, 'stages'>,
	{ year, stage }: StageWish,
	now: number
): VaultDraft | null {
	const before = stages.get(year);
	if (!before && !isYear(year, now)) throw new Refusal('stage-year-unknown');
	if (stage === null) {
		if (!before) throw new Refusal('stage-gone');
		return { kind: 'stage.set', payload: {}, body: { stage: null, year } };
	}
	const names = stagesOf(firm);
	const [step, steps] = [names.indexOf(stage) + 1, names.length];
	if (step === 0) throw new Refusal('stage-unknown');
	if (before?.name === stage && before.step === step && before.steps === steps) return null;
	return { kind: 'stage.set', payload: {}, body: { stage: { name: stage, step, steps }, year } };
}

/** The newest year first. */
export const stageViews = (state: VaultState, firm: FirmState): StageView[] =>
	[...state.stages.values()]
		.map(({ year, name, step, steps, at, by }) => ({
			year,
			name,
			step,
			steps,
			at,
			by: nameOf(by, firm, state)
		}))
		.sort((a, b) => b.year - a.year);
