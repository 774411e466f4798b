/**
 * What the shipped fold says of one forged entry after another, for tests of its rules: the state that follows, or why the entry
 * was rejected. A rejected entry is checked to have changed nothing.
 */
import { expect } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import { foldVault } from '../../src/vault/fold-vault.ts';
import type { VaultState } from '../../src/vault/vault-state.ts';
import { isRejection, type Outcome } from '../../src/vault/verdict.ts';
import { forgeVault, readVault, type Forgery } from './forge.ts';
import type { Person, World } from './world.ts';

export async function judging({ owner }: World, vault: VaultId) {
	const log = await owner.vault(vault);

	async function judged(
		author: Person,
		forgery: Forgery,
		before: VaultState = log.state
	): Promise<Outcome<VaultState>> {
		const parsed = await forgeVault({ ...author, firm: owner.firm }, log, forgery, before);
		const entry = await readVault(parsed, log.epoch(before.epoch).seal);
		const step = await foldVault({ firm: before.firm, vault }, before, entry, owner.firm);
		if (step.verdict.applied) return step.state;
		const { head, firmHead } = step.state;
		expect(step.state).toEqual({ ...before, head, firmHead });
		return step.verdict.reason;
	}

	/** One after the other, each by its author. */
	async function applied(
		before: VaultState,
		...entries: readonly (readonly [Person, Forgery])[]
	): Promise<VaultState> {
		let state = before;
		for (const [author, forgery] of entries) {
			const outcome = await judged(author, forgery, state);
			if (isRejection(outcome)) throw new Error(`${forgery.kind}: ${outcome}`);
			state = outcome;
		}
		return state;
	}

	return { log, judged, applied };
}
