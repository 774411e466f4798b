/** Rows and figures for the tests of the queue and its pictures in the gallery, as the worker would tell them. */
import type { VaultId } from '../../crypto/brands.ts';
import type { QueueView, TransferView } from '../../vault/view.ts';

export const row = (id: string, rest: Partial<TransferView> = {}): TransferView => ({
	id,
	direction: 'up',
	vault: 'v' as VaultId,
	name: `${id}.pdf`,
	size: 1000,
	done: 0,
	state: 'waiting',
	problem: null,
	resumable: false,
	pausable: true,
	nextTryAt: null,
	secondsLeft: null,
	...rest
});

export const rows = (count: number, rest: Partial<TransferView> = {}): TransferView[] =>
	Array.from({ length: count }, (_, index) => row(`${rest.state ?? 'waiting'}${index}`, rest));

export const figures = (rest: Partial<QueueView> = {}): QueueView => ({
	files: 1,
	filesDone: 0,
	filesFailed: 0,
	bytes: 1000,
	bytesDone: 0,
	bytesPerSecond: null,
	secondsLeft: null,
	paused: false,
	offline: false,
	...rest
});

export const empty = {
	code: 'file-empty',
	message: 'This file is empty, so there is nothing to send.',
	alarming: false
};
