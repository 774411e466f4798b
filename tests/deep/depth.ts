/**
 * How deep the suites of this folder go. `npm run test:deep` runs every case; `npm test` runs a sample of each
 * property. All inputs follow from one seed, which is printed; TALLYPORT_SEED repeats a run.
 */
import type fc from 'fast-check';
import type { Raw } from '../../src/crypto/brands.ts';
import { toHex } from '../../src/crypto/bytes.ts';
import { CryptoError } from '../../src/crypto/errors.ts';

export const isDeep = process.env['TALLYPORT_DEEP'] === '1';
const SAMPLE = 50;

const given = process.env['TALLYPORT_SEED'];
export const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
console.log(
	`Seed ${seed}: repeat with TALLYPORT_SEED=${seed}${isDeep ? ' TALLYPORT_DEEP=1' : ''}.`
);

/** fast-check's parameters for a property that has `cases` cases in a deep run. */
export const depth = <T>(cases: number): fc.Parameters<T> => ({
	seed,
	numRuns: isDeep ? cases : Math.ceil(cases / SAMPLE),
	// Cases are large and independent; shrinking them takes longer than reading them.
	endOnFailure: true
});

export const minutes = (n: number): number => n * 60_000;

export const hex = (bytes: Uint8Array): string => toHex(bytes);

/** What a reader made of its input: the hex of what it opened, or `refused`. Other errors are passed on. */
export async function verdict(run: () => Raw | Promise<Raw>): Promise<string> {
	try {
		return hex(await run());
	} catch (error) {
		if (error instanceof CryptoError) return 'refused';
		throw error;
	}
}

/** The same for a reader of others, whose errors are of any class. */
export async function theirVerdict(run: () => unknown): Promise<string> {
	try {
		const opened = await run();
		return opened instanceof Uint8Array
			? hex(opened)
			: opened instanceof ArrayBuffer
				? hex(new Uint8Array(opened))
				: 'refused';
	} catch {
		return 'refused';
	}
}
