import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refusalOf } from '../testing.ts';
import { MAX_FILE_BYTES, PART_BYTES, planBlob, STORED_PART_BYTES, trueRange } from './plan.ts';

test.each([0, -1, 1.5, NaN, Infinity, MAX_FILE_BYTES + 1])('no plan for %d bytes', async (size) => {
	expect(await refusalOf(() => planBlob(size))).toBe('malformed');
});

test('the smallest file has a plan', () => {
	const plan = planBlob(1);
	expect([plan.paddedSize, plan.parts]).toEqual([256, 1]);
	expect(plan.storedRange(0)).toEqual({ start: 0, end: plan.storedSize });
});

test('the largest file has a plan', () => {
	const plan = planBlob(MAX_FILE_BYTES);
	expect(plan.parts).toBe(MAX_FILE_BYTES / PART_BYTES);
	expect(plan.storedRange(plan.parts - 1).end).toBe(plan.storedSize);
});

test('parts cover the padded plaintext and the blob without gap or overlap', () => {
	fc.assert(
		fc.property(fc.integer({ min: 1, max: 2 ** 32 }), (size) => {
			const plan = planBlob(size);
			let plain = 0;
			let stored = 0;
			for (let i = 0; i < plan.parts; i++) {
				const part = plan.partRange(i);
				const range = plan.storedRange(i);
				expect([part.start, range.start]).toEqual([plain, stored]);
				expect(part.end).toBeGreaterThan(part.start);
				const header = i === 0 ? plan.headerSize : 0;
				expect(range.end - range.start - header).toBeLessThanOrEqual(STORED_PART_BYTES);
				[plain, stored] = [part.end, range.end];
			}
			expect([plain, stored]).toEqual([plan.paddedSize, plan.storedSize]);
		}),
		{ numRuns: 50 }
	);
});

test('a part beyond the file’s end, where padding needs one, has no bytes of the file', () => {
	const plan = planBlob(2 ** 30 + 1);
	expect(trueRange(plan, plan.parts - 1)).toEqual({ start: 2 ** 30 + 1, end: 2 ** 30 + 1 });
	expect(trueRange(plan, 0)).toEqual({ start: 0, end: PART_BYTES });
});

test.each([-1, 1, 0.5, NaN])('part %d of a blob with one part does not exist', async (index) => {
	const plan = planBlob(1000);
	expect(await refusalOf(() => plan.partRange(index))).toBe('malformed');
	expect(await refusalOf(() => plan.storedRange(index))).toBe('malformed');
});
