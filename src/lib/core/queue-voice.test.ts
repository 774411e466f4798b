import { describe, expect, it } from 'vitest';
import type { QueueView, TransferView } from '../../vault/view.ts';
import { figures, row, rows } from './queue-testing.ts';
import { newsBetween, tellable } from './queue-voice.ts';

type Moment = [TransferView[], Partial<QueueView>];
const said = (...moments: Moment[]): (string | null)[] => {
	const told = moments.map(([shown, queue]) => tellable(shown, figures(queue)));
	return told.slice(1).map((now, index) => newsBetween(told[index] ?? now, now));
};
const nothing: Moment = [[], { files: 0, bytes: 0 }];
const running = (queue: Partial<QueueView>): Moment => [
	rows(3, { state: 'working' }),
	{ files: 3, bytes: 1000, secondsLeft: 240, ...queue }
];

describe('what is read out', () => {
	it('begins with how many files, and ends with how many arrived', () => {
		const end: Moment = [rows(3, { state: 'done' }), { files: 3, filesDone: 3, bytesDone: 1000 }];
		expect(said(nothing, running({}), end, nothing)).toEqual([
			'Sending 3 files.',
			'3 files sent, encrypted.',
			null
		]);
	});

	it('is each quarter of what takes long, and nothing in between', () => {
		const steps = [0, 100, 250, 260, 499, 600, 990].map((bytesDone) => running({ bytesDone }));
		expect(said(...steps)).toEqual([
			null,
			'25 percent sent, about 4 minutes left.',
			null,
			null,
			'50 percent sent, about 4 minutes left.',
			'75 percent sent, about 4 minutes left.'
		]);
	});

	it('leaves the quarters out of what is over in a moment', () => {
		expect(said(running({ secondsLeft: 5 }), running({ secondsLeft: 4, bytesDone: 300 }))).toEqual([
			null
		]);
	});

	it('is one file by its name', () => {
		expect(said(nothing, [[row('W-2', { state: 'done' })], { filesDone: 1 }])).toEqual([
			'W-2.pdf sent, encrypted.'
		]);
	});

	it('is the first failure at once and all of them at the end', () => {
		const end: Moment = [
			[...rows(1, { state: 'done' }), ...rows(2, { state: 'failed' })],
			{ files: 1, filesDone: 1, filesFailed: 2 }
		];
		expect(
			said(running({}), running({ filesFailed: 1 }), running({ filesFailed: 2 }), end)
		).toEqual([
			'1 file was not sent. The list says why.',
			null,
			'1 file sent, encrypted. 2 files were not sent. The list says why.'
		]);
	});

	it('is a lost connection and its return, a pause and its end', () => {
		const lost: Moment = [rows(3, { state: 'retrying' }), { files: 3, offline: true }];
		const paused: Moment = [rows(3, { state: 'paused' }), { files: 3, paused: true }];
		expect(said(running({}), lost, running({}), paused, running({}))).toEqual([
			'The connection was lost. It goes on by itself when it is back.',
			'Going on.',
			'Paused.',
			'Going on.'
		]);
	});

	it('is a long wait for the next try, once, and not its counting', () => {
		const lost = rows(3, { state: 'retrying' });
		const at = (nextTry: number | null) => tellable(lost, figures({ offline: true }), nextTry);
		const steps = [at(2), at(1), at(0), at(15), at(15), at(10), at(3), at(null), at(30)];
		const words = steps.slice(1).map((now, index) => newsBetween(steps[index] ?? now, now));
		expect(words.filter(Boolean)).toEqual(['Next try in 15 seconds.', 'Next try in 30 seconds.']);
	});

	it('is files that have to be chosen again', () => {
		const needed: Moment = [rows(2, { state: 'needs-file' }), { files: 2 }];
		expect(said(nothing, needed)).toEqual(['2 files have to be chosen again.']);
	});

	it('is more files that were added meanwhile', () => {
		expect(said(running({}), running({ files: 15 }))).toEqual(['12 more files.']);
	});
});
