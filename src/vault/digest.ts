/**
 * What can be searched and counted of one vault, taken from its verified and folded log: names, requests and messages,
 * no key and no document. Of staff notes it has those that open with the team keys of the person searching: a client, who
 * is given none, has none in it. Kept only under this device's own seal (kept-digests.ts).
 */
import { z } from 'zod';
import type { Subject } from '../contract/messages.ts';
import type { FileId, FolderId, ItemId, MessageId, Raw, VaultId } from '../crypto/brands.ts';
import type { Head } from '../crypto/entry-header.ts';
import { KEPT_FORMAT } from './kept-log.ts';
import { contentOf } from './notes.ts';
import type { ItemStatus } from './request-state.ts';
import type { HeldTeams } from './team-keys.ts';
import type { VaultState } from './vault-state.ts';

/** Another version's is not read, nor one from before the folds judged otherwise. The 4 is raised with the shape below. */
export const DIGEST_FORMAT = KEPT_FORMAT * 100 + 4;

export interface FileDigest {
	readonly file: FileId;
	readonly name: string;
	/** What the file is found by as well: the names of the folders that it is in, and its tags. */
	readonly also: string;
	readonly at: number;
}

export interface ItemDigest {
	readonly item: ItemId;
	readonly title: string;
	/** Its list's title, the hint, the reason of a return. */
	readonly also: string;
	readonly status: ItemStatus;
	readonly due: string | null;
	readonly at: number;
}

/** A message, or what staff wrote for staff. */
export interface MessageDigest {
	readonly message: MessageId;
	readonly isNote: boolean;
	/** The entry that brought it. */
	readonly seq: number;
	readonly about: Subject;
	readonly text: string;
	readonly at: number;
}

export interface VaultDigest {
	readonly vault: VaultId;
	/** Up to here the log was read. */
	readonly head: Head;
	readonly name: string | null;
	readonly files: readonly FileDigest[];
	/** How many contents are kept beside those in place. */
	readonly versions: number;
	readonly items: readonly ItemDigest[];
	/** The newest first. */
	readonly messages: readonly MessageDigest[];
}

/** Of one message or note so much is searched, and of all in a vault, the newest first. */
export const MOST_OF_MESSAGE = 2000;
const MOST_OF_MESSAGES = 200_000;

export interface Digested {
	readonly digest: VaultDigest;
	/** Some notes did not open with these keys: with others there is more to find. */
	readonly hasClosed: boolean;
}

/** `teams`: the team keys of whoever searches. */
export async function digestOf(state: VaultState, teams: HeldTeams): Promise<Digested> {
	const { vault, head, name } = state;
	const { notes, hasClosed } = await notesOf(state, teams);
	const standing = [...state.messages.values()].filter(({ takenBackAt }) => takenBackAt === null);
	const messages = standing.map(asDigest(false));
	const digest = {
		vault,
		head,
		name,
		files: [...state.files.values()].map(({ file, name: called, folder, tags, addedAt }) => ({
			file,
			name: called,
			also: [...pathOf(state, folder), ...tags].join(' · '),
			at: addedAt
		})),
		versions: [...state.files.values()].reduce((sum, { others }) => sum + others.length, 0),
		items: itemsOf(state),
		messages: newestOf([...messages, ...notes])
	};
	return { digest, hasClosed };
}

/** The names of a folder and of the one that it lies in, the outer first. */
function pathOf({ folders, within }: VaultState, folder: FolderId | null): string[] {
	if (folder === null) return [];
	const names = [folders.get(within.get(folder) ?? folder), folders.get(folder)];
	return [...new Set(names)].filter((name) => name !== undefined);
}

const itemsOf = ({ items, checklists }: VaultState): ItemDigest[] =>
	[...items.values()].map(({ item, checklist, title, hint, status, due, decision }) => {
		const list = checklists.get(checklist);
		return {
			item,
			title,
			also: [list?.title, hint, decision?.words].filter(Boolean).join(' · '),
			status,
			due,
			at: Math.max(list?.listedAt ?? 0, decision?.at ?? 0)
		};
	});

const asDigest =
	(isNote: boolean) =>
	({ message, seq, about, text, at }: Omit<MessageDigest, 'isNote'>): MessageDigest => ({
		message,
		isNote,
		seq,
		about,
		text: text.slice(0, MOST_OF_MESSAGE).toWellFormed(),
		at
	});

async function notesOf(state: VaultState, teams: HeldTeams) {
	const standing = [...state.notes.values()].filter(({ takenBack }) => takenBack === null);
	const opened = await Promise.all(
		standing.map(async (note) => {
			const content = await contentOf(note, state, teams);
			return content && asDigest(true)({ ...note, ...content, message: note.note });
		})
	);
	const notes = opened.filter((note) => note !== null);
	return { notes, hasClosed: notes.length < standing.length };
}

function newestOf(written: readonly MessageDigest[]): MessageDigest[] {
	const newest: MessageDigest[] = [];
	let length = 0;
	for (const one of written.toSorted((a, b) => b.seq - a.seq)) {
		length += one.text.length;
		if (length > MOST_OF_MESSAGES) break;
		newest.push(one);
	}
	return newest;
}

export const encodeDigest = (digest: VaultDigest): Raw =>
	new TextEncoder().encode(JSON.stringify(digest));

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null;
const listOf = <T>() =>
	z.custom<readonly T[]>((value) => Array.isArray(value) && value.every(isRecord));

/** Sealed by this device itself, in this very format: that it is of the right shape is all there is to ask. */
const stored = z.strictObject({
	vault: z.custom<VaultId>((value) => typeof value === 'string'),
	head: z.custom<Head>((value) => isRecord(value) && 'seq' in value && 'hash' in value),
	name: z.string().nullable(),
	files: listOf<FileDigest>(),
	versions: z.int().min(0),
	items: listOf<ItemDigest>(),
	messages: listOf<MessageDigest>()
});

/** @throws for what `encodeDigest` did not write. */
export const parseDigest = (bytes: Raw): VaultDigest =>
	stored.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
