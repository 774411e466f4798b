import { expect, test } from 'vitest';
import { isForgery, isKnownKind, isRejection, rejections, type Rejection } from './verdict.ts';

const all = Object.keys(rejections).filter((name): name is Rejection => name in rejections);
const rejectedFor = (reason: Rejection) => ({ applied: false as const, reason });

test('only what a portal can check itself, from header and public payload, makes an entry a forgery', () => {
	expect(all.filter((reason) => isForgery(rejectedFor(reason)))).toEqual([
		'unknown-author',
		'bad-signature',
		'wrong-epoch',
		'wrong-recipients',
		'invite-not-open',
		'invite-expired',
		'bad-bundle'
	]);
	expect(isForgery({ applied: true })).toBe(false);
});

test('only one reason speaks of a version that knows more', () => {
	expect(all.filter((reason) => !isKnownKind(rejectedFor(reason)))).toEqual(['unknown-kind']);
	expect(isKnownKind({ applied: true })).toBe(true);
});

test('an outcome is a rejection or a state', () => {
	expect(isRejection('malformed')).toBe(true);
	expect(isRejection({})).toBe(false);
});
