/** What honest readers make of the logs that a portal serves: the shipped folds, without the key to any body. */
import { logPage } from '../../src/contract/api.ts';
import { isFirmKind, isVaultKind } from '../../src/contract/log.ts';
import { parseEntry, type Head, type ParsedEntry } from '../../src/crypto/entry-header.ts';
import { firmEvent, vaultEvent } from '../../src/vault/events.ts';
import type { FirmState } from '../../src/vault/firm-state.ts';
import { foldFirm } from '../../src/vault/fold-firm.ts';
import { foldVault } from '../../src/vault/fold-vault.ts';
import { readEvent } from '../../src/vault/log-entry.ts';
import type { VaultState } from '../../src/vault/vault-state.ts';
import type { Verdict } from '../../src/vault/verdict.ts';
import { read, type Browser } from './portal.ts';
import type { Firm, Vault } from './world.ts';

export async function readEntries(browser: Browser, address: string): Promise<ParsedEntry[]> {
	const found: ParsedEntry[] = [];
	for (let more = true; more;) {
		const page = await read(browser.get(`${address}?after=${found.length - 1}`), logPage);
		found.push(...(await Promise.all(page.entries.map((bytes) => parseEntry(bytes)))));
		({ more } = page);
	}
	return found;
}

/** The kinds of all entries that readers reject, with the reason. Those that need their body opened are left out. */
export async function rejectedInFirm(firm: Firm): Promise<string[]> {
	return (await foldedFirm(firm)).rejected;
}

async function foldedFirm({ id, owner }: Firm) {
	const states: FirmState[] = [];
	const rejected: string[] = [];
	for (const parsed of await readEntries(owner.browser, `/api/firms/${id}/log`)) {
		const entry = readEvent(firmEvent, isFirmKind, parsed, null);
		const step = await foldFirm(id, states.at(-1) ?? null, entry);
		states.push(step.state);
		rejected.push(...reasons(parsed, step.verdict));
	}
	return { states, rejected };
}

/** What readers would say of one more entry. */
export async function verdictInFirm(firm: Firm, parsed: ParsedEntry): Promise<Verdict> {
	const { states } = await foldedFirm(firm);
	const entry = readEvent(firmEvent, isFirmKind, parsed, null);
	return (await foldFirm(firm.id, states.at(-1) ?? null, entry)).verdict;
}

export async function rejectedInVault(vault: Vault): Promise<string[]> {
	return (await foldedVault(vault)).rejected;
}

async function foldedVault({ id: vault, firm }: Vault) {
	const { states } = await foldedFirm(firm);
	const at = ({ seq, hash }: Head) => (states[seq]?.head.hash === hash ? states[seq] : null);
	const rejected: string[] = [];
	let state: VaultState | null = null;
	const fold = (before: VaultState | null, parsed: ParsedEntry) => {
		const entry = readEvent(vaultEvent, isVaultKind, parsed, null);
		return foldVault({ firm: firm.id, vault }, before, entry, { at });
	};
	for (const parsed of await readEntries(firm.owner.browser, `/api/vaults/${vault}/log`)) {
		const step = await fold(state, parsed);
		state = step.state;
		rejected.push(...reasons(parsed, step.verdict));
	}
	const last = state;
	return { rejected, next: async (parsed: ParsedEntry) => (await fold(last, parsed)).verdict };
}

export async function verdictInVault(vault: Vault, parsed: ParsedEntry): Promise<Verdict> {
	return (await foldedVault(vault)).next(parsed);
}

function reasons({ header: { kind } }: ParsedEntry, verdict: Verdict): string[] {
	const isOfBodies =
		kind.startsWith('file.') || kind.startsWith('files.') || kind === 'message.removed';
	if (verdict.applied || isOfBodies || verdict.reason === 'unreadable') return [];
	return [`${kind}: ${verdict.reason}`];
}
