import { describe, expect, it } from 'vitest';
import type { HistoryLine, VaultChanges, VaultView } from '../../vault/view.ts';
import { changed } from './changed-vault.ts';

const line = (seq: number) => ({ seq }) as HistoryLine;
const seqs = ({ history }: VaultView) => history.map(({ seq }) => seq);
const view = { history: [line(3), line(2), line(1)], files: [] } as unknown as VaultView;
const news = (...history: HistoryLine[]) =>
	({ gone: [], files: [], history }) as unknown as VaultChanges;

describe('the history of a vault on screen', () => {
	it('begins with the newest lines', () => {
		expect(seqs(changed(view, news(line(5), line(4))))).toEqual([5, 4, 3, 2, 1]);
	});

	it('has no line twice when the log grew while the view was made', () => {
		expect(seqs(changed(view, news(line(4), line(3))))).toEqual([4, 3, 2, 1]);
	});

	it('is the very same when nothing is new', () => {
		expect(changed(view, news()).history).toBe(view.history);
	});
});
