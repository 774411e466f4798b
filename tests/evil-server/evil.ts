/**
 * How a test runs an attack of the table: under its name, against a real client, and with the questions that every
 * attack has to answer. What was the person told? What left the client after the lie? Can they still be made to write?
 */
import { expect, test } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import { evidenceOf, type Evidence } from '../../src/vault/evidence.ts';
import { toProblem } from '../../src/vault/problems.ts';
import { fileOf, noise, picked, type Interfere, type Person } from '../claims/people.ts';
import { attackOf, type Attack, type AttackId } from './attacks.ts';

/** `npm run test:deep` asks for the exhaustive loops; otherwise a sample of them runs. */
export const deep = process.env['TALLYPORT_DEEP'] !== undefined;
export const cases = (quick: number, exhaustive: number): number => (deep ? exhaustive : quick);

const LONG = 120_000;

/** One attack of the table, as a test that bears its name. */
export function attack(id: AttackId, run: (attack: Attack) => Promise<void>): void {
	const named = attackOf(id);
	test(`${id} ${named.name}`, { timeout: deep ? 20 * LONG : LONG }, () => run(named));
}

export interface Faced<T = unknown> {
	/** The refusal's code; null when there was none. */
	readonly code: string | null;
	readonly alarming: boolean;
	/** The record that the person can save; null where there was no alarm. */
	readonly evidence: Evidence | null;
	readonly value: T | null;
	/** What the client sent meanwhile, as "METHOD path". */
	readonly trace: readonly string[];
	/** Bodies sent that sign, wrap or store anything. */
	readonly writes: readonly string[];
}

/** Requests with a body that reveal and store nothing: asking for a challenge, answering it, having seen a log. */
const HARMLESS = /\/(?:ceremonies|sign-in|challenge|seen|sign-out)$/u;

/** Lets `victim` act while the server does as `lie` says. */
export async function face<T>(
	victim: Person,
	lie: Interfere,
	act: () => Promise<T>
): Promise<Faced<T>> {
	victim.interfere = lie;
	const before = victim.sent.length;
	let value: T | null = null;
	let problem: ReturnType<typeof toProblem> | null = null;
	let evidence: Evidence | null = null;
	try {
		value = await act();
	} catch (error) {
		problem = toProblem(error);
		if (problem.alarming) evidence = evidenceOf(error, { time: Date.now() });
	}
	victim.interfere = null;
	const sent = victim.sent.slice(before);
	return {
		code: problem?.code ?? null,
		alarming: problem?.alarming ?? false,
		evidence,
		value,
		trace: sent.map(({ method, path }) => `${method} ${path}`),
		writes: sent
			.filter(({ path, body }) => body !== undefined && !HARMLESS.test(path))
			.map(({ method, path }) => `${method} ${path}`)
	};
}

/** A body as text; nothing for one that is not text. */
export const textOf = (body: unknown): string => (typeof body === 'string' ? body : '');

/** The refusal that the table names, nothing handed out, and nothing written. */
export function expectRefused(named: Attack, faced: Faced, hint = ''): void {
	expect({ hint, code: faced.code, value: faced.value, writes: faced.writes }).toEqual({
		hint,
		code: expect.toBeOneOf([...named.ends]) as unknown,
		value: null,
		writes: []
	});
	// An alarm comes with a record of what was being read.
	if (faced.alarming) expect(faced.evidence?.reading, hint).toBeDefined();
}

/** After an alarm, none of the things people do in a vault leaves the client any more, whatever the server says now. */
export async function expectSilence(victim: Person, vault: VaultId): Promise<void> {
	const { core } = victim;
	const before = victim.sent.length;
	const deeds = [
		() => core.makeFolder(vault, '2025'),
		() => core.addFiles(vault, null, [picked(fileOf('after.pdf', noise(20)))]),
		() => core.inviteClient(vault, 'Somebody', true),
		() => core.renameClient(vault, 'Other')
	];
	for (const deed of deeds) await expect(deed()).rejects.toBeTruthy();
	const written = victim.sent.slice(before).filter(({ body }) => body !== undefined);
	expect(written.map(({ path }) => path)).toEqual([]);
}
