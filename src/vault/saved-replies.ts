/**
 * Texts that a person uses again and again, in this browser alone and sealed before they get there. What does not open is
 * another account's, or from before they changed their keys, and counts as none.
 */
import { z } from 'zod';
import { MAX_MESSAGE_CHARACTERS } from '../contract/message-terms.ts';
import type { Raw, RepliesKey, UserId } from '../crypto/brands.ts';
import { wipe } from '../crypto/bytes.ts';
import { openReplies, sealReplies } from '../crypto/saved-replies.ts';
import { openOrNull } from './open-body.ts';
import { Refusal } from './problems.ts';

export interface ReplyStore {
	loadReplies(user: UserId): Promise<Raw | null>;
	saveReplies(user: UserId, sealed: Raw): Promise<void>;
}

const MAX_REPLIES = 100;
const stored = z.array(z.string().max(MAX_MESSAGE_CHARACTERS)).max(MAX_REPLIES);

export class SavedReplies {
	readonly #store: ReplyStore;
	readonly #user: UserId;
	readonly #key: RepliesKey;
	/** After wiping, nothing may be sealed any more: it would be sealed under zeros. */
	#wiped = false;

	constructor(store: ReplyStore, user: UserId, key: RepliesKey) {
		this.#store = store;
		this.#user = user;
		this.#key = key;
	}

	async all(): Promise<string[]> {
		const sealed = await this.#store.loadReplies(this.#user);
		if (!sealed || this.#wiped) return [];
		const opened = await openOrNull(() => openReplies(this.#key, this.#user, sealed));
		return stored.safeParse(opened).data ?? [];
	}

	/**
	 * The newest first; one that is there already moves to the top.
	 * @throws Refusal `message-empty`, `message-too-long` or `too-many-replies`
	 */
	async keep(text: string): Promise<void> {
		const reply = text.toWellFormed().trim();
		if (reply === '') throw new Refusal('message-empty');
		if (reply.length > MAX_MESSAGE_CHARACTERS) throw new Refusal('message-too-long');
		const replies = [reply, ...(await this.all()).filter((one) => one !== reply)];
		if (replies.length > MAX_REPLIES) throw new Refusal('too-many-replies');
		await this.#save(replies);
	}

	async forget(text: string): Promise<void> {
		await this.#save((await this.all()).filter((one) => one !== text));
	}

	wipe(): void {
		this.#wiped = true;
		wipe(this.#key);
	}

	async #save(replies: string[]): Promise<void> {
		const sealed = await sealReplies(this.#key, this.#user, replies);
		if (this.#wiped) throw new Refusal('locked');
		await this.#store.saveReplies(this.#user, sealed);
	}
}
