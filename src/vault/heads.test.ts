import { describe, expect, test } from 'vitest';
import { entryHashFrom, firmIdFrom, vaultIdFrom } from '../crypto/ids.ts';
import { randomBytes } from '../crypto/random.ts';
import { unionHeads, type Heads } from './heads.ts';

const head = (seq: number) => ({ seq, hash: entryHashFrom(randomBytes(32)) });
const vault = vaultIdFrom(randomBytes(16));
const firm = firmIdFrom(randomBytes(32));

describe('of two devices’ heads', () => {
	const [low, high, fork] = [head(3), head(7), head(7)];
	const here: Heads = new Map([[vault, [low, high]]]);
	const there: Heads = new Map<
		typeof vault | typeof firm,
		{ seq: number; hash: typeof low.hash }[]
	>([
		[vault, [high, fork]],
		[firm, [low]]
	]);

	test('every one is kept once, so that no fork is forgotten', () => {
		expect(new Map(unionHeads(here, there))).toEqual(
			new Map<unknown, unknown>([
				[vault, [low, high, fork]],
				[firm, [low]]
			])
		);
	});

	test('neither list is changed', () => {
		unionHeads(here, there);
		expect(here.get(vault)).toEqual([low, high]);
		expect(there.get(vault)).toEqual([high, fork]);
	});
});
