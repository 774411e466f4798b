/**
 * Checklists to begin with that a firm keeps for its staff: as typed, as entries of the firm's log, and opened again. What is
 * typed is refused with a sentence when it cannot be kept exactly. What does not open, or is not of this shape, is not shown.
 */
import { z } from 'zod';
import { MAX_TEMPLATE_BYTES, MAX_TEMPLATES } from '../contract/firm-templates.ts';
import { MAX_ITEMS } from '../contract/requests.ts';
import type { UserId } from '../crypto/brands.ts';
import { openTemplate, sealTemplate } from '../crypto/firm-templates.ts';
import { idBytes, newTemplateId } from '../crypto/ids.ts';
import type { FirmDraft, FirmLog } from './firm-log.ts';
import type { FirmState, FirmTemplate } from './firm-state.ts';
import { isTheirs } from './fold-templates.ts';
import { typedName } from './names.ts';
import { openOrNull } from './open-body.ts';
import { nameOf } from './people.ts';
import { Refusal } from './problems.ts';
import { requireList, typedItem } from './requests.ts';
import { heldEpochOf, type HeldTeams } from './team-keys.ts';
import type { TemplateDraft, TemplateSeen, TemplateView } from './view.ts';

/** What the seal holds. Due dates and answers are a client's and not in it. */
const templateContent = z.strictObject({
	items: z
		.array(
			z.strictObject({
				hint: z.string().max(1000),
				several: z.boolean(),
				title: z.string().max(255)
			})
		)
		.min(1)
		.max(MAX_ITEMS),
	name: z.string().min(1).max(255),
	title: z.string().max(255),
	year: z.int().min(1900).max(9998).nullable()
});
export type TemplateContent = z.output<typeof templateContent>;

/** @throws Refusal `name-…`, `title-empty`, `text-too-long`, `checklist-empty`, `too-many-items` or `year-not-valid` */
export function typedTemplate({ name, title, year, items }: TemplateDraft): TemplateContent {
	requireList(year, items);
	return {
		items: items.map(typedItem),
		name: typedName(name),
		title: typedName(title),
		year
	};
}

/** Opened once for as long as the log is in memory. */
const opened = new WeakMap<FirmTemplate, TemplateContent>();

/** Null for who was not given the key it is sealed under. */
async function contentOf(
	{ firm, everyone }: FirmState,
	teams: HeldTeams,
	kept: FirmTemplate
): Promise<TemplateContent | null> {
	const held = heldEpochOf(teams, everyone, kept.epoch);
	if (!held) return null;
	const known = opened.get(kept);
	if (known) return known;
	const value = await openOrNull(() =>
		openTemplate(held.keys.notes, { firm, ...kept }, kept.sealed)
	);
	const content = templateContent.safeParse(value);
	if (!content.success) return null;
	opened.set(kept, content.data);
	return content.data;
}

type Firm = Pick<FirmLog, 'state' | 'teams'>;

/** Those that this person can open, by name. */
export async function templatesOf({ state, teams }: Firm, me: UserId): Promise<TemplateView[]> {
	const all = await Promise.all(
		[...state.templates.values()].map(async (kept) => {
			const content = await contentOf(state, teams, kept);
			if (!content) return null;
			const { template, seq: changed, at } = kept;
			const by = nameOf(kept.by, state, null);
			const author = nameOf(kept.author, state, null);
			return {
				...content,
				template,
				changed,
				by,
				at,
				author,
				mayChange: isTheirs(kept, me, state)
			};
		})
	);
	return all.filter((one) => one !== null).sort((a, b) => a.name.localeCompare(b.name));
}

const asWritten = (name: string) => name.toLocaleLowerCase('en');

/**
 * Null where it is kept like this already, such as when an answer of the portal was lost and somebody tries again.
 * @throws Refusal `template-changed`, `template-gone`, `template-not-yours`, `template-name-taken`, `too-many-templates`,
 * `template-too-long`, `no-keys-yet` or `not-allowed`
 */
export async function templateDraft(
	firm: Firm,
	by: UserId,
	content: TemplateContent,
	over: TemplateSeen | null
): Promise<FirmDraft | null> {
	const { state } = firm;
	const { epoch, keys } = requireHeld(firm, by);
	const others = await templatesOf(firm, by);
	const namesake = others.find(({ name }) => asWritten(name) === asWritten(content.name));
	const isOther = namesake && over && namesake.template !== over.template;
	if (namesake && !isOther && isSame(namesake, content)) return null;
	const author = over ? requireSeen(state, by, over).author : by;
	if (namesake && (isOther || !over)) throw new Refusal('template-name-taken');
	if (!over && state.templates.size >= MAX_TEMPLATES) throw new Refusal('too-many-templates');
	const template = over?.template ?? newTemplateId();
	const place = { firm: state.firm, epoch, template, seq: state.head.seq + 1, by };
	const sealed = await sealTemplate(keys.notes, place, content);
	if (sealed.length > MAX_TEMPLATE_BYTES) throw new Refusal('template-too-long');
	const body = {
		author: idBytes(author),
		over: over?.changed ?? null,
		sealed,
		template: idBytes(template)
	};
	return { kind: 'template.kept', payload: {}, body };
}

/** @throws Refusal `template-changed`, `template-gone`, `template-not-yours`, `no-keys-yet` or `not-allowed` */
export function withoutTemplate(firm: Firm, by: UserId, seen: TemplateSeen): FirmDraft {
	requireHeld(firm, by);
	requireSeen(firm.state, by, seen);
	const body = { over: seen.changed, template: idBytes(seen.template) };
	return { kind: 'template.removed', payload: {}, body };
}

function requireHeld({ state, teams }: Firm, by: UserId) {
	const held = teams.get(state.everyone);
	if (held) return held;
	throw new Refusal(state.staff.has(by) ? 'no-keys-yet' : 'not-allowed');
}

/** Also of those that are everybody's for the fold: what an older version wrote is judged as it was, and nothing more is written so. */
function requireSeen(state: FirmState, by: UserId, { template, changed }: TemplateSeen) {
	const known = state.templates.get(template);
	if (!known) throw new Refusal('template-gone');
	if (known.seq !== changed) throw new Refusal('template-changed');
	if (!isTheirs(known, by, state)) throw new Refusal('template-not-yours');
	return known;
}

const isSame = (kept: TemplateContent, wanted: TemplateContent): boolean =>
	JSON.stringify(templateContent.strip().parse(kept)) ===
	JSON.stringify(templateContent.parse(wanted));
