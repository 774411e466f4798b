/** A queue in each of its states, for whoever changes how it looks. */
import type { VaultId } from '../../../crypto/brands.ts';
import { figures, row as rowOf } from '../../../lib/core/queue-testing.ts';
import type { QueueView, TransferView } from '../../../vault/view.ts';

const vault = 'vault' as VaultId;
let next = 1;
const row = (name: string, size: number, rest: Partial<TransferView> = {}): TransferView =>
	rowOf(String(next++), { vault, name, size, ...rest });
const problem = (code: string, message: string) => ({ code, message, alarming: false });
const empty = problem(
	'file-empty',
	'This file is empty, so there is nothing to send. Check it and choose it again.'
);
const offline = problem(
	'offline',
	'There is no connection to the portal. Check the network and try again.'
);
const again = problem(
	'file-needed',
	'Choose this file again to go on. What was sent of it is kept.'
);
const many = (count: number, rest: Partial<TransferView> = {}) =>
	Array.from({ length: count }, (_, index) => row(`Receipt ${index + 1}.jpg`, 2_400_000, rest));
export const queues: Record<string, { rows: TransferView[]; queue: QueueView }> = {
	one: {
		rows: [row('brokerage-statement.pdf', 50e6, { state: 'working', done: 31e6, secondsLeft: 40 })],
		queue: figures({ bytes: 50e6, bytesDone: 31e6, bytesPerSecond: 5e5, secondsLeft: 40 })
	},
	sending: {
		rows: [
			row('Bookkeeping archive 2025.zip', 6e9, { state: 'working', done: 1.1e9, secondsLeft: 230 }),
			...many(3, { state: 'done', done: 2_400_000 }),
			...many(2, { state: 'working', done: 1_200_000 }),
			...many(120)
		],
		queue: figures({
			files: 214,
			filesDone: 3,
			bytes: 6.5e9,
			bytesDone: 1.2e9,
			bytesPerSecond: 24e6,
			secondsLeft: 230
		})
	},
	offline: {
		rows: many(4, { state: 'retrying', done: 8e5, problem: offline, resumable: true }),
		queue: figures({ files: 4, bytes: 9.6e6, bytesDone: 3.2e6, offline: true })
	},
	paused: {
		rows: many(4, { state: 'paused', done: 8e5, resumable: true }),
		queue: figures({ files: 4, bytes: 9.6e6, bytesDone: 3.2e6, paused: true })
	},
	'needs files': {
		rows: [row('Ledger 2025.xlsx', 18e6, { state: 'needs-file', done: 9e6, problem: again })],
		queue: figures({ files: 1, bytes: 18e6, bytesDone: 9e6 })
	},
	'needs many files': {
		rows: many(12, { state: 'needs-file', done: 8e5, problem: again }),
		queue: figures({ files: 12, bytes: 28.8e6, bytesDone: 9.6e6 })
	},
	failures: {
		rows: [
			row('Movie.mov', 9e11, {
				state: 'failed',
				problem: problem('file-too-large', 'This file is larger than the portal accepts.')
			}),
			row('Scan 4.pdf', 4e6, { state: 'failed', problem: offline, resumable: true }),
			...many(37, { state: 'failed', size: 0, problem: empty }),
			...many(2, { state: 'working', done: 1_200_000, secondsLeft: 4 })
		],
		queue: figures({
			files: 40,
			filesDone: 38,
			filesFailed: 39,
			bytes: 96e6,
			bytesDone: 93e6,
			bytesPerSecond: 6e6,
			secondsLeft: 4
		})
	},
	finished: {
		rows: many(3, { state: 'done', done: 2_400_000 }),
		queue: figures({ files: 214, filesDone: 214, bytes: 6e9, bytesDone: 6e9 })
	}
};
