import { cruise } from 'dependency-cruiser';
import { describe, expect, test } from 'vitest';

/** Every module that `entry` reaches at run time, through any number of others. */
async function reachableFrom(entry: string): Promise<string[]> {
	const { output } = await cruise([entry], { doNotFollow: { path: 'node_modules' } });
	if (typeof output === 'string') throw new Error(output);
	return output.modules.map(({ source }) => source);
}

const decrypting =
	/libsodium|src\/crypto\/(sodium|seal|wrap|hpke|entry|account|epoch|team|age\/.*)\.ts|src\/(vault|lib)\//u;

describe('the shape of the code', () => {
	test('C05 the server reaches no libsodium and no module that opens what is sealed', async () => {
		const reached = await reachableFrom('src/server/main.ts');
		expect(reached).toContain('src/crypto/entry-header.ts');
		expect(reached.filter((module) => decrypting.test(module))).toEqual([]);
		// The same question does find them where they are used.
		const worker = await reachableFrom('src/lib/worker/core.worker.ts');
		expect(worker.filter((module) => decrypting.test(module))).not.toEqual([]);
	}, 60_000);
});
