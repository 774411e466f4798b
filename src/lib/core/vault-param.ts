/** A vault's id as it stands in an address: its form is checked here, its meaning by the worker. */
import type { VaultId } from '../../crypto/brands.ts';

const isVaultId = (text: string): text is VaultId => /^[A-Za-z0-9_-]{22}$/.test(text);

export function vaultParam(text: string | undefined): VaultId | null {
	return text !== undefined && isVaultId(text) ? text : null;
}
