import { describe, expect, it } from 'vitest';
import { formatTimeLeft } from '../ui/text/format.ts';
import { steadySpeed, steadyTime } from './steady.ts';

describe('the time left', () => {
	it('does not flicker between two neighbours', () => {
		let shown: number | null = 240;
		const words = new Set<string>();
		for (const latest of [235, 245, 238, 250, 241, 232, 239]) {
			shown = steadyTime(shown, latest);
			words.add(formatTimeLeft(shown ?? 0));
		}
		expect([...words]).toEqual(['about 4 minutes left']);
	});

	it('follows what is really getting less, down to the end', () => {
		let shown: number | null = null;
		const words: string[] = [];
		for (let left = 300; left >= 0; left -= 1) {
			shown = steadyTime(shown, left);
			words.push(formatTimeLeft(shown ?? 0));
		}
		expect([...new Set(words)]).toEqual([
			'about 5 minutes left',
			'about 4 minutes left',
			'about 3 minutes left',
			'about 2 minutes left',
			'less than a minute left',
			'a few seconds left'
		]);
	});

	it('says nothing when nothing is known', () => {
		expect(steadyTime(60, null)).toBeNull();
	});
});

describe('the speed', () => {
	it('stays while it only trembles and moves when it really changes', () => {
		expect(steadySpeed(24e6, 25e6)).toBe(24e6);
		expect(steadySpeed(24e6, 12e6)).toBe(12e6);
		expect(steadySpeed(null, 5e6)).toBe(5e6);
	});
});
