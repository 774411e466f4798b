import { describe, expect, it } from 'vitest';
import { figures, row, rows } from './queue-testing.ts';
import { queueWords } from './queue-words.ts';

const dotted = (text: string) => text.replaceAll(' · ', '\u00a0· ');

describe('the queue in words', () => {
	it('says how much of what there is, how fast, and how long it will take', () => {
		const queue = figures({
			files: 214,
			filesDone: 3,
			bytes: 6e9,
			bytesDone: 1.2e9,
			bytesPerSecond: 24e6,
			secondsLeft: 230
		});
		expect(queueWords(rows(20, { state: 'working' }), queue)).toMatchObject({
			title: 'Sending 211 files',
			detail: dotted('3 of 214 files sent · 1.2 of 6 GB · 24 MB/s · about 4 minutes left'),
			share: 0.2
		});
	});

	it('calls a single file by its name, shown safely', () => {
		const one = [row('1', { name: 'W-2\u202e.pdf', state: 'working' })];
		expect(queueWords(one, figures()).title).toBe('Sending W-2.pdf');
	});

	it('does not promise a speed or a time nobody knows', () => {
		const { detail } = queueWords(
			rows(2, { state: 'working' }),
			figures({ files: 2, bytes: 2000 })
		);
		expect(detail).toBe(dotted('0 of 2 files sent · 0 of 2 kB'));
	});

	it('does not say that nothing arrived of files that have to be chosen again', () => {
		const again = rows(2, { state: 'needs-file' });
		const queue = figures({ files: 2, bytes: 2000 });
		expect(queueWords(again, queue).detail).toBe(dotted('0 of 2 files sent · 2 kB'));
		expect(queueWords(again, { ...queue, bytesDone: 500 }).detail).toBe(
			dotted('0 of 2 files sent · 0.5 of 2 kB')
		);
	});

	it('says what comes down, and when both directions are busy', () => {
		const down = row('1', { direction: 'down', state: 'working' });
		expect(queueWords([down], figures()).title).toBe('Receiving 1.pdf');
		const both = [down, row('2', { state: 'working' })];
		expect(queueWords(both, figures({ files: 2 })).title).toBe('Sending and receiving 2 files');
	});

	it('is honest about a connection that is gone and a portal that does not answer', () => {
		const retrying = [row('1', { state: 'retrying' })];
		expect(queueWords(retrying, figures({ offline: true }))).toMatchObject({
			title: 'Waiting for the connection',
			detail: dotted('0 of 1 kB · goes on by itself')
		});
		expect(queueWords(retrying, figures()).title).toBe('The portal does not answer');
		expect(queueWords(retrying, figures({ offline: true }), 8).detail).toBe(
			dotted('0 of 1 kB · next try in 8 seconds')
		);
	});

	it.each([
		['paused', 'Paused: 3 files to go'],
		['needs-file', '3 files to choose again']
	] as const)('tells when everything is %s', (state, title) => {
		expect(queueWords(rows(3, { state }), figures({ files: 3 })).title).toBe(title);
	});

	it.each([
		[212, 2, '212 files sent, 2 files not sent'],
		[214, 0, '214 files sent'],
		[0, 1, '1 file not sent'],
		[0, 0, 'Cancelled']
	])('at the end counts %d that arrived and %d that did not', (filesDone, filesFailed, title) => {
		const queue = figures({ files: filesDone, filesDone, filesFailed });
		expect(queueWords(rows(1, { state: 'done' }), queue)).toMatchObject({
			phase: 'finished',
			title,
			detail: ''
		});
	});
});
