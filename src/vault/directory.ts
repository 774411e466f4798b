/** Directory keys open the names in the firm log; they travel in capsules, keyrings and vault bodies as a list. */
import type { Raw } from '../crypto/brands.ts';
import { directoryKeyFrom } from '../crypto/keys.ts';
import type { Directory } from './firm-state.ts';

export const directoryFrom = (list: readonly { epoch: number; key: Raw }[]): Directory =>
	new Map(list.map(({ epoch, key }) => [epoch, directoryKeyFrom(key)]));

export const directoryList = (directory: Directory): { epoch: number; key: Raw }[] =>
	[...directory].sort(([a], [b]) => a - b).map(([epoch, key]) => ({ epoch, key }));
