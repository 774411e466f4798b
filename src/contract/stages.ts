/**
 * The stage that a client's tax year is in (protocol.md section 10.4), and what a firm says of itself to its clients (section 9):
 * its stages and its welcome. All words are in sealed bodies; the server learns that something was said, by whom and when.
 */
import { z } from 'zod';
import {
	FIRST_YEAR,
	LAST_YEAR,
	MAX_STAGE_LENGTH,
	MAX_STAGES,
	MAX_WELCOME_CHARACTERS
} from './stage-terms.ts';

const nothing = z.strictObject({});
const stageName = z.string().min(1).max(MAX_STAGE_LENGTH);

/** In words of that moment, and where it stood among the firm's stages: nothing that is renamed later changes it. */
const stage = z
	.strictObject({
		name: stageName,
		step: z.int().min(1).max(MAX_STAGES),
		steps: z.int().min(1).max(MAX_STAGES)
	})
	.refine(({ step, steps }) => step <= steps);

export const stagePayloads = { 'stage.set': nothing } as const;

export const stageBodies = {
	/** `stage`: null takes what was said of this year away. */
	'stage.set': z.strictObject({
		stage: stage.nullable(),
		year: z.int().min(FIRST_YEAR).max(LAST_YEAR)
	})
} as const;

export const firmFacePayloads = {
	'stages.named': nothing,
	'welcome.written': nothing
} as const;

export const firmFaceBodies = {
	'stages.named': z.strictObject({
		stages: z
			.array(stageName)
			.min(1)
			.max(MAX_STAGES)
			.refine((list) => new Set(list).size === list.length)
	}),
	/** Empty: there is none any more. */
	'welcome.written': z.strictObject({ text: z.string().max(MAX_WELCOME_CHARACTERS) })
} as const;
