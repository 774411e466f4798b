/** What a portal, a lock or the size of a list can do in the middle of keeping replies. On several devices: tests/claims/replies.test.ts. */
import { expect, test } from 'vitest';
import { refusalOf } from '../../tests/vault/world.ts';
import { MAX_REPLIES_BYTES } from '../contract/api.ts';
import type { Raw } from '../crypto/brands.ts';
import { userIdFrom } from '../crypto/ids.ts';
import { repliesKeyFrom } from '../crypto/keys.ts';
import { randomBytes } from '../crypto/random.ts';
import { openReplies, sealReplies } from '../crypto/saved-replies.ts';
import { Refusal } from './problems.ts';
import { SavedReplies } from './saved-replies.ts';

const user = userIdFrom(randomBytes(32));
const secret = randomBytes(32);
const key = () => repliesKeyFrom(secret.slice());

/** Keeps one list, as the portal does. */
class Portal {
	sealed: Raw | null = null;
	version = 0;
	puts = 0;
	/** Before it answers with the list, and instead of taking one. */
	onread: () => void = () => undefined;
	refuses: Error | null = null;

	replies = () => {
		this.onread();
		return Promise.resolve({ replies: this.sealed, version: this.version });
	};

	putReplies = (sealed: Raw, over: number) => {
		this.puts += 1;
		if (this.refuses !== null) return Promise.reject(this.refuses);
		if (over !== this.version) return Promise.reject(new Refusal('replies-moved'));
		this.sealed = sealed;
		this.version = over + 1;
		return Promise.resolve({ version: this.version });
	};

	async list(): Promise<unknown> {
		return this.sealed && openReplies(key(), user, this.version, this.sealed);
	}
}

/** A browser in which nothing of before lies. */
const nowhere = {
	loadReplies: () => Promise.resolve(null),
	forgetReplies: () => Promise.resolve()
};
function device(portal = new Portal(), own = key()) {
	return { portal, own, saved: new SavedReplies(portal, nowhere, user, own) };
}
const long = (letter: string, length = 20_000) => letter + '€'.repeat(length - 1);
const four = ['a', 'b', 'c', 'd'].map((letter) => long(letter));

test('a hundred are kept, and not one more', async () => {
	const { portal, saved } = device();
	portal.sealed = await sealReplies(
		key(),
		user,
		0,
		Array.from({ length: 99 }, (_, at) => `Reply ${String(at)}`)
	);
	await saved.keep('The hundredth');
	expect(await refusalOf(() => saved.keep('One more'))).toBe('too-many-replies');
	await saved.keep('The hundredth');
	expect([portal.puts, (await saved.all()).length]).toEqual([1, 100]);
});

test('a list that fills the last block is kept, and one that is longer is refused', async () => {
	const { portal, saved } = device();
	for (const text of four) await saved.keep(text);
	expect(await refusalOf(() => saved.keep(long('e', 8000)))).toBe('replies-too-long');
	await saved.keep(long('e', 6600));
	expect(portal.sealed?.length).toBe(MAX_REPLIES_BYTES);
});

test.each([
	['to the last byte', [long('e', 4000), long('f', 659)], 6],
	['but not further', [long('e', 4000), long('f', 660)], 5],
	['however few they are', [long('e', 4662), 'f'], 4]
])('those from elsewhere are added as far as there is room, %s', async (_, more, kept) => {
	const { portal, saved } = device();
	await saved.add([...four, ...more]);
	expect(await portal.list()).toEqual([...four, ...more].slice(0, kept));
	expect(portal.puts).toBe(1);
});

test('what the portal refuses for another reason than a newer list is not tried again', async () => {
	const { portal, saved } = device();
	portal.refuses = new Refusal('offline');
	expect(await refusalOf(() => saved.keep('One'))).toBe('offline');
	portal.refuses = new TypeError('broken');
	await expect(saved.keep('One')).rejects.toThrow('broken');
	portal.refuses = Object.assign(new Error('not ours'), { code: 'replies-moved' });
	await expect(saved.keep('One')).rejects.toThrow('not ours');
	expect(portal.puts).toBe(3);
});

test('locked in the middle nothing is sealed under zeros and sent, and nothing is called damaged', async () => {
	const first = device();
	first.portal.onread = () => {
		first.saved.wipe();
	};
	expect(await refusalOf(() => first.saved.keep('One'))).toBe('locked');
	expect([first.portal.puts, first.portal.sealed]).toEqual([0, null]);

	const second = device();
	await second.saved.keep('One');
	second.portal.onread = () => {
		second.saved.wipe();
	};
	expect(await refusalOf(() => second.saved.all())).toBe('locked');
	expect(await second.portal.list()).toEqual(['One']);
});

test('locked, its key is gone', () => {
	const { own, saved } = device();
	expect([...own]).not.toEqual([...new Uint8Array(32)]);
	saved.wipe();
	expect([...own]).toEqual([...new Uint8Array(32)]);
});
