import { describe, expect, it } from 'vitest';
import { arrange, withoutTicked } from './queue-rows.ts';
import { empty, row, rows } from './queue-testing.ts';

const ids = (transfers: { id: string }[]) => transfers.map(({ id }) => id);
const other = { code: 'file-too-large', message: 'Too large.', alarming: false };

describe('the rows of a queue', () => {
	it('keep the order in which files were added, while there is room', () => {
		const few = [row('a', { state: 'done' }), row('b', { state: 'working' }), row('c')];
		expect(ids(arrange(few, 20).rows)).toEqual(['a', 'b', 'c']);
	});

	it('put what failed above everything where not all fits, and move nothing where it does', () => {
		const some = [row('a'), row('b', { state: 'failed', problem: empty })];
		expect(ids(arrange(some, 2).rows)).toEqual(['a', 'b']);
		expect(ids(arrange([...some, row('c')], 2).rows)).toEqual(['b', 'a', 'c']);
	});

	it('show what moves before what waits and what waits before what is done, where not all fits', () => {
		const many = [
			...rows(5, { state: 'done' }),
			...rows(30),
			...rows(2, { state: 'working' }),
			...rows(1, { state: 'paused' })
		];
		const arranged = arrange(many, 5);
		expect(ids(arranged.rows)).toEqual(['working0', 'working1', 'paused0', 'waiting0', 'waiting1']);
		expect(arranged.leftOut).toHaveLength(33);
	});

	it('never leave out a failure, however many rows there are', () => {
		const many = [...rows(500), row('last', { state: 'failed', problem: empty })];
		expect(ids(arrange(many, 3).rows)).toContain('last');
	});
});

describe('failures', () => {
	it('for the same reason become one group', () => {
		const many = rows(37, { state: 'failed', problem: empty });
		const { groups, rows: left } = arrange([...many, row('a')], 20);
		expect(groups).toMatchObject([
			{ state: 'failed', message: expect.stringContaining('These files are empty') }
		]);
		expect(groups[0]?.transfers).toHaveLength(37);
		expect(ids(left)).toEqual(['a']);
	});

	it('for different reasons stay apart', () => {
		const mixed = [
			...rows(3, { state: 'failed', problem: empty }),
			row('b', { state: 'failed', problem: other })
		];
		const arranged = arrange(mixed, 20);
		expect(arranged.groups).toHaveLength(1);
		expect(ids(arranged.rows)).toEqual(['b']);
	});

	it('are rows of their own while they are few', () => {
		const two = rows(2, { state: 'failed', problem: empty });
		expect(arrange(two, 20)).toMatchObject({ groups: [], rows: two });
	});

	it('are not mixed with files that have to be chosen again', () => {
		const needed = rows(4, { state: 'needs-file' });
		const failed = rows(3, { state: 'failed' });
		const states = arrange([...needed, ...failed], 20).groups.map(({ state }) => state);
		expect(states).toEqual(['needs-file', 'failed']);
	});
});

it('of what arrived, a file with a tick among the lines is told once', () => {
	const file = { name: 'a.pdf', size: 1000 };
	const arrived = [file, { ...file }, { name: 'a.pdf', size: 5 }, { name: 'b.pdf', size: 1000 }];
	const lines = [row('a', { state: 'done' }), row('b')];
	expect(withoutTicked(arrived, lines)).toEqual(arrived.slice(1));
});
