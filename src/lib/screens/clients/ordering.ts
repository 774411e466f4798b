/** Clients in the order people look for them: newest activity first. */
import type { ClientRow } from '../../../vault/view.ts';

export const ordered = (rows: readonly ClientRow[]): ClientRow[] =>
	rows.toSorted((a, b) => b.lastAt - a.lastAt || a.name.localeCompare(b.name));
