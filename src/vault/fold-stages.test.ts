import { describe, expect, test } from 'vitest';
import { LATER, type Forgery } from '../../tests/vault/forge.ts';
import { judging } from '../../tests/vault/judging.ts';
import { refusalOf, World } from '../../tests/vault/world.ts';
import { MAX_STAGE_LENGTH, MAX_STAGES, usualStages } from '../contract/stage-terms.ts';
import type { Value } from '../crypto/encoding.ts';
import { newTeamId, idBytes } from '../crypto/ids.ts';
import { newMessageId } from '../crypto/ids.ts';
import { detailsDraft, detailsOf } from './details.ts';
import { noteDraft } from './messages.ts';
import { stageDraft, stagesOf, stageViews, typedStages } from './stages.ts';

const world = await World.found();
const { owner } = world;
const preparer = await world.staff('Petra', 'preparer');
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const { log, judged, applied } = await judging(world, vault);
const { state } = log;

const setting = (year: number, stage: Value): Forgery => ({
	kind: 'stage.set',
	body: { stage, year }
});
const preparation = { name: 'In preparation', step: 2, steps: 5 };
const filed = { name: 'Filed', step: 5, steps: 5 };

describe('the stage of a tax year', () => {
	test('is set by any of the staff and says who, when and where it stands', async () => {
		const after = await applied(state, [preparer, setting(2025, preparation)]);
		expect(stageViews(after, owner.firm.state)).toEqual([
			{ year: 2025, ...preparation, at: LATER, by: 'Petra' }
		]);
	});

	test('is not set by a client', async () => {
		expect(await judged(ana, setting(2025, filed))).toBe('not-allowed');
	});

	test('set by two at once is the one that came last', async () => {
		const after = await applied(
			state,
			[owner, setting(2025, filed)],
			[preparer, setting(2025, preparation)]
		);
		expect(after.stages.get(2025)).toMatchObject({ name: 'In preparation', by: preparer.id });
	});

	test('set again as it is changes nothing, so that it began when it began', async () => {
		const after = await applied(state, [owner, setting(2025, filed)]);
		expect(await judged(preparer, setting(2025, filed), after)).toBe('already-exists');
		const moved = { ...filed, steps: 6 };
		expect((await applied(after, [owner, setting(2025, moved)])).stages.get(2025)?.steps).toBe(6);
		const earlier = { ...filed, step: 4 };
		expect((await applied(after, [owner, setting(2025, earlier)])).stages.get(2025)?.step).toBe(4);
	});

	test('of one year leaves the others; the newest year comes first', async () => {
		const after = await applied(
			state,
			[owner, setting(2024, filed)],
			[owner, setting(2025, preparation)]
		);
		expect(stageViews(after, owner.firm.state).map(({ year }) => year)).toEqual([2025, 2024]);
	});

	test('is taken away with null, where there is one', async () => {
		const after = await applied(state, [owner, setting(2025, filed)], [owner, setting(2025, null)]);
		expect(after.stages.size).toBe(0);
		expect(await judged(owner, setting(2025, null), after)).toBe('no-such-object');
	});

	test.each([
		['a step past the last', { ...filed, step: 6 }],
		['a step before the first', { ...filed, step: 0 }],
		['more steps than a firm can have', { ...filed, steps: MAX_STAGES + 1 }],
		['no name', { ...filed, name: '' }],
		['too long a name', { ...filed, name: 'x'.repeat(MAX_STAGE_LENGTH + 1) }],
		['something more', { ...filed, colour: 'plum' }]
	])('with %s is not understood', async (_, stage) => {
		expect(await judged(owner, setting(2025, stage))).toBe('unreadable');
	});

	test.each([0, 1899, 9999])('of the year %d is not understood', async (year) => {
		expect(await judged(owner, setting(year, filed))).toBe('unreadable');
	});
});

describe('what staff may say of a year', () => {
	const now = Date.UTC(2026, 2, 3);
	const wish = (year: number, stage: string | null) => () =>
		stageDraft(state, owner.firm.state, { year, stage }, now);

	test('is the name of one of the firm’s stages, with its place among them', () => {
		expect(wish(2025, 'Review')()).toEqual({
			kind: 'stage.set',
			payload: {},
			body: { stage: { name: 'Review', step: 3, steps: 5 }, year: 2025 }
		});
	});

	test('is nothing where the log says so already', async () => {
		const after = await applied(state, [owner, setting(2025, preparation)]);
		const again = { year: 2025, stage: 'In preparation' };
		expect(stageDraft(after, owner.firm.state, again, now)).toBeNull();
	});

	test('is refused for a stage that the firm does not have any more', async () => {
		expect(await refusalOf(wish(2025, 'Being prepared'))).toBe('stage-unknown');
	});

	test.each([2010, 2028, NaN, 0])('is refused for the year %d', async (year) => {
		expect(await refusalOf(wish(year, 'Filed'))).toBe('stage-year-unknown');
	});

	test('is refused where there is no stage to take away', async () => {
		expect(await refusalOf(wish(2025, null))).toBe('stage-gone');
	});
});

describe('the firm’s stages', () => {
	test('are the usual ones until it names its own', () => {
		expect(stagesOf({ stages: null })).toEqual(usualStages);
		expect(stagesOf({ stages: ['Filed'] })).toEqual(['Filed']);
	});

	test.each([
		['none', [], 'stages-empty'],
		['too many', Array.from({ length: MAX_STAGES + 1 }, (_, at) => String(at)), 'too-many-stages'],
		['one without a name', ['Filed', '  '], 'stage-empty'],
		['too long a name', ['x'.repeat(MAX_STAGE_LENGTH + 1)], 'stage-too-long'],
		['the same twice', ['Filed', ' filed '], 'stage-twice'],
		['something invisible', ['Fi\u202eled'], 'name-not-allowed']
	])('%s are refused', async (_, typed, code) => {
		expect(await refusalOf(() => typedStages(typed))).toBe(code);
	});

	test('are kept as typed, without blanks at the ends', () => {
		expect(typedStages([' Wird geprüft ', 'Listo para firmar'])).toEqual([
			'Wird geprüft',
			'Listo para firmar'
		]);
	});
});

describe('what staff keep of a client for themselves', () => {
	async function keeping(author: typeof owner, paper: boolean, before = state) {
		const draft = await detailsDraft(author.firm, author.id, before, { paper });
		if (!draft) throw new Error('nothing to say');
		return { kind: 'details.kept' as const, payload: draft.payload };
	}

	test('is read by staff of the vault and by no client; the newest counts', async () => {
		const first = await applied(state, [preparer, await keeping(preparer, true)]);
		expect(await detailsOf(first, owner.firm.teams)).toEqual({ paper: true });
		expect(await detailsOf(first, ana.firm.teams)).toBeNull();
		const second = await applied(first, [owner, await keeping(owner, false, first)]);
		expect(await detailsOf(second, preparer.firm.teams)).toEqual({ paper: false });
	});

	test('is as long whatever it says', async () => {
		const [yes, no] = await Promise.all([
			keeping(owner, true),
			keeping(owner, false, {
				...state,
				details: { seq: 1, by: owner.id, seals: [] }
			})
		]);
		const lengths = [yes, no].map(({ payload }) => JSON.stringify(payload).length > 0);
		expect(lengths).toEqual([true, true]);
		const sealedLength = ({ payload }: typeof yes) =>
			Object(payload).seals[0].sealed.length as number;
		expect(sealedLength(yes)).toBe(sealedLength(no));
	});

	test('is not said again where it is known', async () => {
		const after = await applied(state, [owner, await keeping(owner, true)]);
		expect(await detailsDraft(owner.firm, owner.id, after, { paper: true })).toBeNull();
		expect(await detailsDraft(owner.firm, owner.id, state, { paper: false })).toBeNull();
	});

	test('is not said by a client', async () => {
		expect(await judged(ana, await keeping(owner, true))).toBe('not-allowed');
	});

	test('is sealed for exactly the teams of the vault, under their keys of now', async () => {
		const { payload } = await keeping(owner, true);
		const [seal] = Object(payload).seals as [Record<string, Value>];
		const judge = (seals: Value[]) => judged(owner, { kind: 'details.kept', payload: { seals } });
		expect(await judge([{ ...seal, teamEpoch: 2 }])).toBe('wrong-epoch');
		expect(await judge([{ ...seal, team: idBytes(newTeamId()) }])).toBe('wrong-epoch');
		expect(await judge([seal, seal])).toBe('wrong-recipients');
		expect(await judge([seal, { ...seal, teamEpoch: 2 }])).toBe('wrong-epoch');
		expect(await judge([])).toBe('malformed');
	});

	test('neither opens as a note nor a note as this', async () => {
		const content = { about: { id: null, kind: 'vault' as const }, files: [], text: 'x' };
		const note = await noteDraft(owner.firm, owner.id, state, newMessageId(), content);
		const seals = Object(note?.payload).seals as Value;
		const forged: Forgery = { kind: 'details.kept', payload: { seals } };
		const after = await applied(state, [owner, forged]);
		expect(await detailsOf(after, owner.firm.teams)).toBeNull();
	});
});
