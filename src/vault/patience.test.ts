import { describe, expect, test } from 'vitest';
import { refusalOf, transferHooks } from '../../tests/vault/world.ts';
import type { ApiErrorCode } from '../contract/errors.ts';
import { patiently } from './patience.ts';
import { Refusal } from './problems.ts';

const failing = (times: number, code: ApiErrorCode | 'offline' | 'no-answer' | 'file-damaged') => {
	let calls = 0;
	return {
		calls: () => calls,
		attempt: () => (++calls <= times ? Promise.reject(new Refusal(code)) : Promise.resolve('done'))
	};
};

describe('a failure that passes by itself', () => {
	test.each([
		'offline',
		'no-answer',
		'internal',
		'too-many-requests',
		'too-many-parts',
		'too-slow',
		'part-invalid'
	] as const)('%s is tried again after growing pauses', async (code) => {
		const { attempt, calls } = failing(3, code);
		const { hooks, pauses, retrying } = transferHooks();
		expect(await patiently(attempt, hooks)).toBe('done');
		expect(calls()).toBe(4);
		expect(pauses).toEqual([500, 1000, 2000]);
		expect(retrying).toEqual([true, false, true, false, true, false]);
	});

	test('is reported after five pauses', async () => {
		const { attempt, calls } = failing(100, 'offline');
		const { hooks, pauses } = transferHooks();
		expect(await refusalOf(() => patiently(attempt, hooks))).toBe('offline');
		expect(calls()).toBe(6);
		expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBe(15_500);
	});

	test('is not tried again once cancelled', async () => {
		const { attempt, calls } = failing(100, 'offline');
		const controller = new AbortController();
		const { hooks, retrying } = transferHooks(controller.signal);
		const wait = () => {
			controller.abort();
			return Promise.resolve();
		};
		expect(await refusalOf(() => patiently(attempt, { ...hooks, wait }))).toBe('cancelled');
		expect(calls()).toBe(1);
		expect(retrying).toEqual([true, false]);
	});
});

test.each(['not-found', 'disk-full', 'quota-exceeded', 'entry-refused', 'file-damaged'] as const)(
	'%s does not pass by itself',
	async (code) => {
		const { attempt, calls } = failing(1, code);
		const { hooks, pauses } = transferHooks();
		expect(await refusalOf(() => patiently(attempt, hooks))).toBe(code);
		expect(calls()).toBe(1);
		expect(pauses).toEqual([]);
	}
);

test('what is no refusal is not tried again', async () => {
	const { hooks } = transferHooks();
	const attempt = () => Promise.reject(new TypeError('a mistake in the program'));
	await expect(patiently(attempt, hooks)).rejects.toThrow(TypeError);
});
