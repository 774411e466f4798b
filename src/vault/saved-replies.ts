/**
 * Texts that a person uses again and again, on all their devices: one sealed list with the account, replaced by compare-and-swap
 * on its version. Whoever was overtaken does the same to the newer list, so nothing that another device kept is lost. The
 * portal can show an older list, or none; nothing depends on it. What lies in this browser from before is taken in once.
 */
import { z } from 'zod';
import { MAX_REPLIES_BYTES } from '../contract/api.ts';
import { MAX_MESSAGE_CHARACTERS } from '../contract/message-terms.ts';
import type { Raw, RepliesKey, UserId } from '../crypto/brands.ts';
import { wipe } from '../crypto/bytes.ts';
import { openKeptReplies, openReplies, sealReplies } from '../crypto/saved-replies.ts';
import type { Api } from './api.ts';
import { openOrNull } from './open-body.ts';
import { Refusal } from './problems.ts';
import { Serial } from './serial.ts';

/** What versions from before kept here. */
export interface ReplyStore {
	loadReplies(user: UserId): Promise<Raw | null>;
	forgetReplies(user: UserId): Promise<void>;
}

const MAX_REPLIES = 100;
/** So often another device may be faster. */
const ATTEMPTS = 8;
const stored = z.array(z.string().max(MAX_MESSAGE_CHARACTERS)).max(MAX_REPLIES);

interface Listed {
	readonly replies: readonly string[];
	readonly version: number;
}
type Change = (replies: readonly string[]) => readonly string[];

export class SavedReplies {
	readonly #api: Pick<Api, 'replies' | 'putReplies'>;
	readonly #store: ReplyStore;
	readonly #user: UserId;
	readonly #key: RepliesKey;
	readonly #serial = new Serial();
	/** After wiping, nothing may be sealed any more: it would be sealed under zeros. */
	#wiped = false;

	constructor(
		api: Pick<Api, 'replies' | 'putReplies'>,
		store: ReplyStore,
		user: UserId,
		key: RepliesKey
	) {
		this.#api = api;
		this.#store = store;
		this.#user = user;
		this.#key = key;
	}

	/** The newest first. @throws Refusal `replies-damaged` for what this account did not seal */
	all(): Promise<readonly string[]> {
		return this.#serial.run(async () => {
			const listed = await this.#listed();
			const kept = await this.#keptHere();
			if (kept === null) return listed.replies;
			return this.#takeIn(kept, listed);
		});
	}

	/**
	 * One that is there already moves to the top.
	 * @throws Refusal `message-empty`, `message-too-long`, `too-many-replies` or `replies-too-long`
	 */
	async keep(text: string): Promise<void> {
		const reply = text.toWellFormed().trim();
		if (reply === '') throw new Refusal('message-empty');
		if (reply.length > MAX_MESSAGE_CHARACTERS) throw new Refusal('message-too-long');
		await this.#change((replies) => {
			const next = [reply, ...replies.filter((one) => one !== reply)];
			if (next.length > MAX_REPLIES) throw new Refusal('too-many-replies');
			return next;
		});
	}

	async forget(text: string): Promise<void> {
		await this.#change((replies) => replies.filter((one) => one !== text));
	}

	/** Those that are not there yet come after the others, as many as there is room for. */
	async add(more: readonly string[]): Promise<void> {
		await this.#change((replies) => withAsMany(replies, more));
	}

	wipe(): void {
		this.#wiped = true;
		wipe(this.#key);
	}

	#change(change: Change): Promise<void> {
		return this.#serial.run(async () => {
			await this.#replace(change, await this.#listed());
		});
	}

	async #replace(change: Change, listed: Listed): Promise<readonly string[]> {
		let now = listed;
		for (let attempt = 1; ; attempt++) {
			const next = change(now.replies);
			if (isSame(next, now.replies)) return next;
			const version = now.version + 1;
			const sealed = await sealReplies(this.#key, this.#user, version, next);
			if (this.#wiped) throw new Refusal('locked');
			if (sealed.length > MAX_REPLIES_BYTES) throw new Refusal('replies-too-long');
			try {
				await this.#api.putReplies(sealed, now.version);
				return next;
			} catch (error) {
				const isMoved = error instanceof Refusal && error.code === 'replies-moved';
				if (!isMoved || attempt === ATTEMPTS) throw error;
			}
			now = await this.#listed();
		}
	}

	async #listed(): Promise<Listed> {
		const { replies: sealed, version } = await this.#api.replies();
		if (sealed === null) return { replies: [], version };
		const opened = await openOrNull(() => openReplies(this.#key, this.#user, version, sealed));
		if (this.#wiped) throw new Refusal('locked');
		const { data } = stored.safeParse(opened);
		// What a later version wrote must not be written over, nor what somebody damaged taken for nothing.
		if (!data) throw new Refusal('replies-damaged');
		return { replies: data, version };
	}

	/** Null where nothing is: what does not open is another account's, or from before they changed their keys. */
	async #keptHere(): Promise<readonly string[] | null> {
		const sealed = await this.#store.loadReplies(this.#user);
		if (!sealed) return null;
		const opened = await openOrNull(() => openKeptReplies(this.#key, this.#user, sealed));
		// Under zeros nothing opens, and what does not open is put away.
		if (this.#wiped) throw new Refusal('locked');
		return stored.safeParse(opened).data ?? [];
	}

	/** What there is no room for stays in this browser until there is. */
	async #takeIn(kept: readonly string[], listed: Listed): Promise<readonly string[]> {
		const replies = await this.#replace((now) => withAsMany(now, kept), listed);
		const known = new Set(replies);
		if (kept.every((reply) => known.has(reply))) await this.#store.forgetReplies(this.#user);
		return replies;
	}
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
	one.length === other.length && one.every((text, at) => text === other[at]);

/** A UTF-16 unit is three bytes at most, and what stands before each text a few. */
const bytesOf = (text: string): number => text.length * 3 + 8;

function withAsMany(replies: readonly string[], more: readonly string[]): readonly string[] {
	const next = [...replies];
	let room = MAX_REPLIES_BYTES - 8192 - replies.reduce((sum, text) => sum + bytesOf(text), 0);
	for (const text of more) {
		if (next.includes(text)) continue;
		room -= bytesOf(text);
		if (room < 0 || next.length >= MAX_REPLIES) break;
		next.push(text);
	}
	return next;
}
