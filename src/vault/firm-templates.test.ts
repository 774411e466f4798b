/** Templates of the firm's own: who may keep them, who reads them, and what is refused. */
import { beforeAll, describe, expect, test } from 'vitest';
import { forgeFirm, readFirm, type Forgery } from '../../tests/vault/forge.ts';
import { grantTeam, person, refusalOf, World, type Person } from '../../tests/vault/world.ts';
import { MAX_TEMPLATE_BYTES, MAX_TEMPLATES } from '../contract/firm-templates.ts';
import type { TemplateId, UserId } from '../crypto/brands.ts';
import { sealTemplate } from '../crypto/firm-templates.ts';
import { idBytes, newTemplateId, userIdFrom } from '../crypto/ids.ts';
import { randomBytes } from '../crypto/random.ts';
import { admitToTeam } from './admitting.ts';
import { templateDraft, templatesOf, typedTemplate, withoutTemplate } from './firm-templates.ts';
import type { FirmState, FirmTemplate } from './firm-state.ts';
import { foldFirm } from './fold-firm.ts';
import { removeStaff } from './leaving.ts';
import { persistent } from './persistent-map.ts';
import type { TemplateDraft, TemplateSeen } from './view.ts';

const expats: TemplateDraft = {
	name: 'Expats',
	title: 'Your 2025 tax return',
	year: 2025,
	items: [
		{ title: 'Form 2555', hint: 'Days abroad in 2025.', several: false },
		{ title: 'Foreign wages', hint: '', several: true }
	]
};

const keep = (by: Person, draft: TemplateDraft, over: TemplateSeen | null = null) =>
	keepIn(world, by, draft, over);
async function read(reader: Person) {
	await reader.firm.sync();
	return templatesOf(reader.firm, reader.id);
}
async function only(reader: Person) {
	const [one, ...others] = await read(reader);
	if (!one || others.length > 0) throw new Error('not one template');
	return one;
}

let world: World;
let petra: Person;
beforeAll(async () => {
	world = await World.found();
	petra = await world.staff('Petra', 'preparer');
	await keep(petra, expats);
});

describe('a template that the firm keeps', () => {
	test('is read by every colleague as a preparer wrote it, with their name', async () => {
		const seen = await only(world.owner);
		expect(seen).toMatchObject({ ...expats, by: 'Petra' });
		expect(world.owner.firm.journal.at(-1)?.did.sentence).toBe(
			'kept a checklist template of the firm'
		);
	});

	test('is changed by its author and by administrators, stays its author’s, and the newest counts', async () => {
		const world = await World.found();
		const petra = await hiredBy(world);
		await keepIn(world, petra, expats);
		await keepIn(world, world.owner, { ...expats, name: 'Abroad' }, await only(world.owner));
		expect(await only(petra)).toMatchObject({
			name: 'Abroad',
			by: 'Olga Alder',
			author: 'Petra',
			mayChange: true
		});
		await keepIn(world, petra, { ...expats, name: 'Away' }, await only(petra));
		expect(await only(world.owner)).toMatchObject({ name: 'Away', by: 'Petra', mayChange: true });
		await removeIn(world, petra, await only(petra));
		expect(await read(world.owner)).toEqual([]);
		expect(world.owner.firm.journal.at(-1)?.did.sentence).toBe(
			'removed a checklist template of the firm'
		);
	});

	test('is cleaned of what nobody sees, and names are told apart as people read them', async () => {
		const [first] = typedTemplate({ ...expats, items: [hinted('a\u202eb\n c')] }).items;
		expect(first?.hint).toBe('ab c');
		expect(await refusalOf(() => keep(petra, { ...expats, title: 'x', name: ' EXPATS ' }))).toBe(
			'template-name-taken'
		);
	});

	test('is written once when somebody tries again', async () => {
		const before = world.portal.firmLog.entries.length;
		await keep(petra, expats);
		await keep(petra, expats, await only(petra));
		expect(world.portal.firmLog.entries.length).toBe(before);
	});

	test('is read by newcomers with history and not by those without, who read what comes', async () => {
		const world = await World.found();
		const { owner, now } = world;
		const leaver = await world.staff('Lena', 'preparer');
		await keepIn(world, leaver, expats);
		await removeStaff(owner.firm, owner.identity, leaver.id, now);
		const nora = await world.newStaff('Nora', 'preparer');
		await admitToTeam(owner.firm, owner.identity, nora.id, false, now);
		const hedda = await world.staff('Hedda', 'preparer');
		expect(await only(hedda)).toMatchObject({ ...expats, by: 'Lena' });
		expect(await read(nora)).toEqual([]);
		await keepIn(world, owner, { ...expats, name: 'Abroad' }, await only(owner));
		expect((await only(nora)).name).toBe('Abroad');
		// Whose it is she is told with the change.
		expect(await only(nora)).toMatchObject({ author: 'Lena', by: 'Olga Alder', mayChange: false });
		const removal = async () => removeIn(world, nora, await only(nora));
		expect(await refusalOf(removal)).toBe('template-not-yours');
		// Whoever made it has left.
		await removeIn(world, owner, await only(owner));
		expect([await read(hedda), await read(nora)]).toEqual([[], []]);
		await leaver.firm.sync();
		expect(await refusalOf(() => keepIn(world, leaver, { ...expats, name: 'Mine' }))).toBe(
			'not-allowed'
		);
	});

	test('is not readable by a client, who holds the key to the firm’s names', async () => {
		const vault = await world.createVault('Rivera');
		const ana = await world.client(vault, 'Ana');
		await ana.vault(vault);
		expect([...ana.firm.directory.keys()]).toEqual([...world.owner.firm.directory.keys()]);
		expect(ana.firm.state.templates.size).toBe(1);
		expect(await read(ana)).toEqual([]);
		expect(await refusalOf(() => keep(ana, { ...expats, name: 'Ana’s' }))).toBe('not-allowed');
		const { keys } = world.owner.firm.teams.get(world.owner.firm.state.everyone)!;
		expect(keys.notes).not.toEqual(keys.directory);
	});
});

describe('a colleague’s template', () => {
	test('is neither changed nor removed, but copied: the copy is one’s own', async () => {
		const world = await World.found();
		const petra = await hiredBy(world);
		const sam = await world.staff('Sam', 'preparer');
		await keepIn(world, petra, expats);
		const seen = await only(sam);
		expect(seen).toMatchObject({ author: 'Petra', mayChange: false });
		const mine = { ...expats, title: 'Sam’s' };
		expect(await refusalOf(() => keepIn(world, sam, mine, seen))).toBe('template-not-yours');
		expect(await refusalOf(() => removeIn(world, sam, seen))).toBe('template-not-yours');
		expect(await only(petra)).toMatchObject(expats);
		await keepIn(world, sam, { ...mine, name: 'Expats, Sam’s' });
		const whose = async (reader: Person) =>
			(await read(reader)).map(({ author, mayChange }) => [author, mayChange]);
		expect(await whose(sam)).toEqual([
			['Petra', false],
			['Sam', true]
		]);
		expect(await whose(petra)).toEqual([
			['Petra', true],
			['Sam', false]
		]);
		const admin = await world.staff('Ada', 'admin');
		for (const person of [world.owner, admin])
			expect((await whose(person)).map(([, mayChange]) => mayChange)).toEqual([true, true]);
		await removeIn(world, admin, await firstOf(admin));
		expect((await read(petra)).map(({ author }) => author)).toEqual(['Sam']);
		// Whoever left has nothing to change.
		await removeStaff(world.owner.firm, world.owner.identity, sam.id, world.now);
		const asShown = await templatesOf(world.owner.firm, sam.id);
		expect(asShown.map(({ author, mayChange }) => [author, mayChange])).toEqual([['Sam', false]]);
	});
});

describe('two colleagues at once', () => {
	test('who change the same template: the first counts, and the second is told before anything is lost', async () => {
		const world = await World.found();
		const petra = await hiredBy(world);
		await keepIn(world, petra, expats);
		const seen = await only(world.owner);
		await keepIn(world, petra, { ...expats, title: 'Petra’s' }, seen);
		const mine = { ...expats, title: 'Olga’s' };
		expect(await refusalOf(() => keepIn(world, world.owner, mine, seen))).toBe('template-changed');
		expect(await refusalOf(() => removeIn(world, world.owner, seen))).toBe('template-changed');
		expect((await only(world.owner)).title).toBe('Petra’s');
		await keepIn(world, world.owner, { ...mine, name: 'Expats, Olga’s' });
		expect((await read(petra)).map(({ title }) => title)).toEqual(['Petra’s', 'Olga’s']);
	});

	test('of whom one removes what the other changes: the other may keep it as a new one', async () => {
		const world = await World.found();
		const petra = await hiredBy(world);
		await keepIn(world, petra, expats);
		const seen = await only(world.owner);
		await removeIn(world, petra, seen);
		const mine = { ...expats, title: 'Olga’s' };
		expect(await refusalOf(() => keepIn(world, world.owner, mine, seen))).toBe('template-gone');
		expect(await refusalOf(() => removeIn(world, world.owner, seen))).toBe('template-gone');
		await keepIn(world, world.owner, mine);
		expect(await only(petra)).toMatchObject(mine);
	});

	test('who make one of the same name: the second is refused', async () => {
		const world = await World.found();
		const petra = await hiredBy(world);
		await keepIn(world, petra, expats);
		// The owner has not heard of it yet.
		const other = { ...expats, title: 'Another' };
		expect(await refusalOf(() => keepIn(world, world.owner, other))).toBe('template-name-taken');
	});
});

describe('what is typed', () => {
	const items = (count: number) => Array.from({ length: count }, () => hinted('x'));
	test.each([
		['without a name', { name: ' ' }, 'name-empty'],
		['with a name that turns text around', { name: 'a\u202eb' }, 'name-not-allowed'],
		['with a title that turns text around', { title: 'a\u2066b' }, 'name-not-allowed'],
		['with a name of 10,000 characters', { name: 'x'.repeat(10_000) }, 'name-too-long'],
		['with a title of 10,000 characters', { title: 'x'.repeat(10_000) }, 'name-too-long'],
		['with a hint of 10,000 characters', { items: [hinted('x'.repeat(10_000))] }, 'text-too-long'],
		['with a document without a title', { items: [{ ...hinted('x'), title: '' }] }, 'title-empty'],
		['without documents', { items: [] }, 'checklist-empty'],
		['with 600 documents', { items: items(600) }, 'too-many-items'],
		['of no year there is', { year: 20_255 }, 'year-not-valid']
	])('a template %s is refused', async (_, change, code) => {
		expect(await refusalOf(() => typedTemplate({ ...expats, ...change }))).toBe(code);
	});

	test('500 documents with short hints are kept, with the longest they are refused', async () => {
		const world = await World.found();
		const many = (hint: string) => ({
			...expats,
			items: Array.from({ length: 500 }, (_, at) => ({
				...hinted(hint),
				title: `Form ${String(at)}`
			}))
		});
		await keepIn(world, world.owner, many('x'.repeat(60)));
		const long = { ...many('x'.repeat(900)), name: 'Long' };
		expect(await refusalOf(() => keepIn(world, world.owner, long))).toBe('template-too-long');
	});

	test('somebody who was not given the team’s key yet is told to wait', async () => {
		const nils = await world.newStaff('Nils', 'preparer');
		const draft = () => templateDraft(nils.firm, nils.id, typedTemplate(expats), null);
		expect(await refusalOf(draft)).toBe('no-keys-yet');
		await grantTeam(world.owner, nils.id, world.now);
		expect(await only(nils)).toMatchObject(expats);
	});

	test('more than the firm can keep is refused', async () => {
		const { firm, id } = world.owner;
		const full = { ...firm.state, templates: hundred(firm.state) };
		const draft = () =>
			templateDraft(
				{ state: full, teams: firm.teams },
				id,
				typedTemplate({ ...expats, name: 'x' }),
				null
			);
		expect(await refusalOf(draft)).toBe('too-many-templates');
	});
});

describe('an entry about a template', () => {
	const sealedBy = async (by: Person, template: TemplateId, content: unknown = expats) => {
		const { state, teams } = world.owner.firm;
		const { epoch, keys } = teams.get(state.everyone)!;
		const place = { firm: state.firm, epoch, template, seq: state.head.seq + 1, by: by.id };
		return sealTemplate(keys.notes, place, content as never);
	};
	const kept = async (change: object = {}, by: Person = petra): Promise<Forgery> => {
		const template = newTemplateId();
		const body = { over: null, sealed: await sealedBy(by, template), template: idBytes(template) };
		return { kind: 'template.kept', payload: {}, body: { ...body, ...change } };
	};
	async function judged(forgery: Forgery, author: Person = petra, state = world.owner.firm.state) {
		const parsed = await forgeFirm({ ...author, firm: world.owner.firm }, forgery, state);
		const directory = world.owner.firm.directory.get(1)!;
		return foldFirm(state.firm, state, await readFirm(parsed, directory));
	}
	async function reasonOf(...of: Parameters<typeof judged>) {
		const { state, verdict } = await judged(...of);
		const before = of[2] ?? world.owner.firm.state;
		if (!verdict.applied) expect(state).toEqual({ ...before, head: state.head });
		return verdict.applied ? null : verdict.reason;
	}
	beforeAll(() => world.owner.firm.sync());

	test('counts by a preparer', async () => {
		expect(await reasonOf(await kept())).toBeNull();
	});

	test('does not count by a colleague who was never given the team’s key', async () => {
		const karl = await world.newStaff('Karl', 'admin');
		expect(await reasonOf(await kept({}, karl), karl)).toBe('not-allowed');
		const { template, changed } = await only(world.owner);
		const body = { over: changed, template: idBytes(template) };
		expect(await reasonOf({ kind: 'template.removed', body }, karl)).toBe('not-allowed');
	});

	test.each([
		['a seal that is too long', { sealed: new Uint8Array(MAX_TEMPLATE_BYTES + 1) }],
		['no seal', { sealed: 'words' }],
		['another field', { name: 'in the open' }],
		['half an id', { template: new Uint8Array(8) }]
	])('does not count with %s', async (_, change) => {
		expect(await reasonOf(await kept(change))).toBe('unreadable');
	});

	test('does not count with anything in its payload', async () => {
		expect(await reasonOf({ ...(await kept()), payload: { name: 'in the open' } })).toBe(
			'malformed'
		);
	});

	test('does not count without a body that opens', async () => {
		expect(await reasonOf({ ...(await kept()), body: null })).toBe('unreadable');
		expect(await reasonOf({ kind: 'template.removed', body: null })).toBe('unreadable');
	});

	test('does not make a template twice, and changes only what its author saw', async () => {
		const { template, changed } = await only(world.owner);
		const about = { template: idBytes(template) };
		expect(await reasonOf(await kept(about))).toBe('already-exists');
		expect(await reasonOf(await kept({ ...about, over: changed - 1 }))).toBe('not-as-it-was');
		expect(await reasonOf(await kept({ ...about, over: changed }))).toBeNull();
		const removal = (over: number) =>
			reasonOf({ kind: 'template.removed', body: { over, ...about } });
		expect(await removal(changed - 1)).toBe('not-as-it-was');
		expect(await removal(changed)).toBeNull();
	});

	describe('by a colleague who is no administrator', () => {
		let sam: Person;
		let made: TemplateId;
		/** With one template more: Petra's, as `change` says. */
		async function withHers(change: object) {
			const template = newTemplateId();
			const at = { template: idBytes(template) };
			const sealed = await sealedBy(petra, template);
			const { state, verdict } = await judged(await kept({ ...at, sealed, ...change }));
			expect(verdict.applied).toBe(true);
			return { state, template, seq: state.head.seq };
		}
		const about = (template: TemplateId, over: number | null) => ({
			over,
			template: idBytes(template)
		});
		beforeAll(async () => {
			sam = await world.staff('Sam', 'preparer');
			await world.owner.firm.sync();
			made = newTemplateId();
		});
		const author = (person: Person) => ({ author: idBytes(person.id) });

		test('neither changes nor removes one whose author is named', async () => {
			const { state, template, seq } = await withHers(author(petra));
			const change = about(template, seq);
			for (const named of [{}, author(petra), author(sam)])
				expect(await reasonOf(await kept({ ...change, ...named }, sam), sam, state)).toBe(
					'not-allowed'
				);
			const removal = { kind: 'template.removed', body: change };
			expect(await reasonOf(removal, sam, state)).toBe('not-allowed');
			expect(await reasonOf(removal, petra, state)).toBeNull();
			expect(await reasonOf(removal, world.owner, state)).toBeNull();
		});

		test('does both with one of before, as it was judged then, and takes none over', async () => {
			const { state, template, seq } = await withHers({});
			const change = about(template, seq);
			expect(state.templates.get(template)).toMatchObject({ author: petra.id, isEverybodys: true });
			expect(await reasonOf({ kind: 'template.removed', body: change }, sam, state)).toBeNull();
			expect(await reasonOf(await kept({ ...change, ...author(sam) }, sam), sam, state)).toBe(
				'not-allowed'
			);
			const open = await judged(await kept(change, sam), sam, state);
			expect(open.state.templates.get(template)).toMatchObject({
				author: petra.id,
				by: sam.id,
				isEverybodys: true
			});
			const closed = await judged(await kept({ ...change, ...author(petra) }, sam), sam, state);
			expect(closed.state.templates.get(template)).toMatchObject({
				author: petra.id,
				isEverybodys: false
			});
		});

		test('writes what a program of before would, and keeps it whose it is', async () => {
			const { state, template, seq } = await withHers(author(petra));
			const after = await judged(await kept(about(template, seq)), petra, state);
			expect(after.state.templates.get(template)).toMatchObject({
				author: petra.id,
				isEverybodys: false
			});
		});

		test('makes none in another’s name', async () => {
			expect(await reasonOf(await kept(author(petra), sam), sam)).toBe('not-allowed');
			expect(await reasonOf(await kept(author(sam), sam), sam)).toBeNull();
		});

		test('tells a reader who knew nothing of a template whose it is', async () => {
			const known = async (change: object) => {
				const { state } = await judged(await kept({ ...about(made, 1), ...change }, sam), sam);
				return state.templates.get(made);
			};
			expect(await known(author(petra))).toMatchObject({ author: petra.id, isEverybodys: false });
			expect(await known({})).toMatchObject({ author: sam.id, isEverybodys: true });
		});

		test('who made it under earlier keys still may; a circle of keys is nobody', async () => {
			const { state, template, seq } = await withHers(author(petra));
			const one = state.templates.get(template)!;
			const [old, older] = [newUserId(), newUserId()];
			const removal = { kind: 'template.removed', body: about(template, seq) };
			const under = (...chain: [UserId, UserId | null][]) => ({
				...state,
				templates: new Map([[template, { ...one, author: older }]]),
				former: new Map(
					chain.map(([userId, successor]) => [
						userId,
						{ userId, successor, name: 'Sam', role: 'preparer' as const, leftAt: 1 }
					])
				)
			});
			expect(await reasonOf(removal, sam, under([older, old], [old, sam.id]))).toBeNull();
			expect(await reasonOf(removal, sam, under([older, old], [old, null]))).toBe('not-allowed');
			expect(await reasonOf(removal, sam, under([older, old], [old, older]))).toBe('not-allowed');
		});
	});

	test('does not remove what is not there', async () => {
		const body = { over: 1, template: idBytes(newTemplateId()) };
		expect(await reasonOf({ kind: 'template.removed', body })).toBe('no-such-object');
	});

	test('makes no more templates than there may be, and still changes those there are', async () => {
		const { state } = world.owner.firm;
		const full = { ...state, templates: hundred(state) };
		expect(await reasonOf(await kept(), petra, full)).toBe('too-many');
		const [first] = full.templates.values();
		const change = { over: first!.seq, template: idBytes(first!.template) };
		expect(await reasonOf(await kept(change), petra, full)).toBeNull();
	});

	test.each([
		['a colleague’s words under one’s own name', async () => ({ by: world.owner.id })],
		['words moved to another place in the log', async (at: FirmTemplate) => ({ seq: at.seq + 1 })],
		['words of another template', async () => ({ template: newTemplateId() })],
		[
			'no template at all',
			async (at: FirmTemplate) => ({ sealed: await sealedBy(petra, at.template, {}) })
		]
	])('that holds %s is not shown', async (_, change) => {
		const { state } = await judged(await kept());
		const at = [...state.templates.values()].find(({ seq }) => seq === state.head.seq)!;
		const shown = async (one: FirmTemplate) => {
			const alone = { ...state, templates: persistent([[one.template, one] as const]) };
			return templatesOf({ state: alone, teams: world.owner.firm.teams }, petra.id);
		};
		expect(await shown({ ...at })).toMatchObject([expats]);
		expect(await shown({ ...at, ...(await change(at)) })).toEqual([]);
	});
});

test('what a browser keeps of the firm has its templates, and a device that signs in later reads them', async () => {
	expect(await only(await person(world.portal, petra.account))).toMatchObject(expats);
});

async function firstOf(reader: Person) {
	const [first] = await read(reader);
	if (!first) throw new Error('no template');
	return first;
}
const newUserId = () => userIdFrom(randomBytes(32));
const hinted = (hint: string) => ({ title: 'W-2', hint, several: false });
const hiredBy = (world: World) => world.staff('Petra', 'preparer');
async function keepIn(
	{ now }: World,
	by: Person,
	draft: TemplateDraft,
	over: TemplateSeen | null = null
) {
	await by.firm.append(() => templateDraft(by.firm, by.id, typedTemplate(draft), over), now);
}
async function removeIn({ now }: World, by: Person, seen: TemplateSeen) {
	await by.firm.append(async () => withoutTemplate(by.firm, by.id, seen), now);
}

/** As many as the firm can keep. */
function hundred({ templates }: FirmState): FirmState['templates'] {
	const [one] = templates.values();
	if (!one) throw new Error('none');
	const ids = Array.from({ length: MAX_TEMPLATES }, () => newTemplateId());
	return persistent(ids.map((template) => [template, { ...one, template }]));
}
