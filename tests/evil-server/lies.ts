/**
 * What a server can say instead of the truth: another log, another blob, a changed answer. Each builds what `Person`
 * lets stand between a client and the real portal.
 */
import { logPage } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import type { Raw } from '../../src/crypto/brands.ts';
import { parseEntry, type ParsedEntry } from '../../src/crypto/entry-header.ts';
import type { Fetch } from '../../src/vault/api.ts';
import type { Interfere } from '../claims/people.ts';

export const honest: Interfere = (path, init, pass) => pass(path, init);

export const isRead = (init: RequestInit): boolean => (init.method ?? 'GET') === 'GET';

/** Changes the JSON of the answers whose path ends so. */
export const answering =
	(path: RegExp, change: (answer: unknown, path: string) => unknown): Interfere =>
	async (address, init, pass) => {
		const response = await pass(address, init);
		if (!path.test(address) || !response.ok) return response;
		return Response.json(await change(await response.json(), address));
	};

/** Several lies at once; each sees what the one before made of the truth. */
export const together = (...lies: Interfere[]): Interfere =>
	lies.reduce(
		(inner, outer) => (path, init, pass) => {
			const through: Fetch = (address, request) => inner(address, request, pass);
			return outer(path, init, through);
		},
		honest
	);

/** The whole of a log as the portal has it, whatever page was asked for. */
export async function wholeLog(pass: Fetch, path: string): Promise<Raw[]> {
	const [address = ''] = path.split('?');
	const entries: Raw[] = [];
	for (;;) {
		const after = entries.length === 0 ? '' : `?after=${String(entries.length - 1)}`;
		const response = await pass(`${address}${after}`, { method: 'GET' });
		const page = logPage.parse(await response.json());
		entries.push(...page.entries);
		if (!page.more) return entries;
	}
}

/**
 * Keeps another history instead of a log: whatever page is asked for, it is a page of `change`d entries, and the head
 * it states fits them.
 */
export const keeping =
	(log: RegExp, change: (entries: Raw[]) => Raw[] | Promise<Raw[]>): Interfere =>
	async (path, init, pass) => {
		if (!log.test(path) || !isRead(init)) return pass(path, init);
		const entries = await change(await wholeLog(pass, path));
		const after = Number(/after=(-?\d+)/u.exec(path)?.[1] ?? -1);
		return pageOf(entries, after);
	};

export async function pageOf(entries: readonly Raw[], after: number): Promise<Response> {
	const last = entries.at(-1);
	const hash = (last && (await hashOf(last))) ?? 'A'.repeat(43);
	return Response.json({
		entries: entries.slice(after + 1).map(toWire),
		head: { seq: Math.max(0, entries.length - 1), hash },
		more: false
	});
}

const hashOf = (bytes: Raw): Promise<string | null> =>
	parseEntry(bytes).then(
		({ hash }: ParsedEntry) => hash,
		() => null
	);

/** The log of the firm, as members read it and as a link's holder does. */
export const firmLogPath = /\/firm(?:s\/[^/]+\/log|-log)(?:\?|$)/u;
export const vaultLogPath = /\/(?:vaults\/[^/]+\/log|vault-log)(?:\?|$)/u;
export const logOf = (vault: string): RegExp => new RegExp(`/vaults/${vault}/log`, 'u');

/** Answers every range of a blob from other bytes, and the rest of them where the blob should end. */
export const storing =
	(bytes: Raw, endsAt = bytes.length): Interfere =>
	async (path, init, pass) => {
		if (!path.includes('/blobs/')) return pass(path, init);
		const range = /bytes=(\d+)-(\d+)/u.exec(new Headers(init.headers).get('range') ?? '');
		const [, start = '0', end = '0'] = range ?? [];
		const stop = Number(end) + 1;
		const answer = stop === endsAt ? bytes.slice(Number(start)) : bytes.slice(Number(start), stop);
		return new Response(answer, { status: 206 });
	};

export const replaced = <T>(list: readonly T[], index: number, value: T): T[] =>
	list.map((item, at) => (at === index ? value : item));

export const without = <T>(list: readonly T[], index: number): T[] =>
	list.filter((_, at) => at !== index);

export const swapped = <T>(list: readonly T[], a: number, b: number): T[] => {
	const copy = [...list];
	const [one, other] = [copy[a], copy[b]];
	if (one === undefined || other === undefined) throw new RangeError();
	copy[a] = other;
	copy[b] = one;
	return copy;
};

/** The same bytes with one bit of one byte changed. */
export function flipped(bytes: Raw, index: number, bit = index % 8): Raw {
	const changed = bytes.slice();
	changed[index] = (changed[index] ?? 0) ^ (1 << bit);
	return changed;
}
