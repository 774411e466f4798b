import { expect, test } from 'vitest';
import type { Raw } from '../../../crypto/brands.ts';
import { PART_BYTES } from '../../../crypto/age/file.ts';
import { Refusal } from '../../../vault/problems.ts';
import type { TransferHooks } from '../../../vault/upload.ts';
import type { Files } from './files.ts';
import { Gate } from '../gate.ts';
import { lasting } from './lasting.ts';

const PARTS = 5;

/** A line that breaks for good before each part named in `breaks`, once. */
function line(breaks: number[], code: Refusal['code'] = 'offline') {
	const fetched: number[] = [];
	const left = new Set(breaks);
	const download: Files['download'] = async (_vault, _file, _hooks, onBytes, from = 0) => {
		for (let part = from / PART_BYTES; part < PARTS; part++) {
			if (left.delete(part)) throw new Refusal(code);
			fetched.push(part);
			await onBytes(new Uint8Array(PART_BYTES).fill(part));
		}
	};
	return { files: { download }, fetched };
}

async function saved(
	files: Pick<Files, 'download'>,
	stop = new AbortController(),
	gate = new Gate()
) {
	const told: (string | null)[] = [];
	const given: number[] = [];
	const hooks = {
		signal: stop.signal,
		onProgress: () => undefined,
		onRetrying: (waiting: boolean, why?: Refusal) => told.push(waiting ? (why?.code ?? '') : null),
		wait: () => Promise.resolve()
	} as unknown as TransferHooks;
	const take = (bytes: Raw) => {
		given.push(bytes[0] ?? -1);
		// As a place that gives the bytes away.
		structuredClone(bytes, { transfer: [bytes.buffer] });
		return Promise.resolve();
	};
	// Neither the vault nor the file is looked at here.
	await lasting(files, gate).download({} as never, {} as never, hooks, take);
	return { given, told };
}

test('goes on with the first part that was not taken, however often the line breaks', async () => {
	const { files, fetched } = line([0, 2, 3, 4]);
	const { given, told } = await saved(files);
	expect(given).toEqual([0, 1, 2, 3, 4]);
	expect(fetched).toEqual([0, 1, 2, 3, 4]);
	expect(told).toEqual(['offline', null, 'offline', null, 'offline', null, 'offline', null]);
});

test.each(['file-damaged', 'not-found', 'no-room-here', 'not-saved', 'cancelled'] as const)(
	'%s ends it at once: waiting does not help',
	async (code) => {
		const { files } = line([2], code);
		await expect(saved(files)).rejects.toMatchObject({ code });
	}
);

test('ends when the person cancels while it waits', async () => {
	const { files } = line([2]);
	const stop = new AbortController();
	stop.abort();
	await expect(saved(files, stop)).rejects.toMatchObject({ code: 'cancelled' });
});

test('stands still when it is told to, and goes on with the first part that was not taken', async () => {
	const gate = new Gate();
	const { files, fetched } = line([]);
	const begun: number[] = [];
	const over = Promise.withResolvers<undefined>();
	const halting: Files['download'] = async (vault, file, hooks, onBytes, from = 0) => {
		begun.push(from / PART_BYTES);
		await files.download(
			vault,
			file,
			hooks,
			async (bytes) => {
				if (hooks.signal.aborted) throw new Refusal('cancelled');
				await onBytes(bytes);
				if (fetched.length !== 2 || begun.length > 1) return;
				gate.close();
				over.resolve(undefined);
			},
			from
		);
	};
	const done = saved({ download: halting }, undefined, gate);
	await over.promise;
	await new Promise((resolve) => setTimeout(resolve, 20));
	expect(begun).toEqual([0]);
	gate.open();
	expect((await done).given).toEqual([0, 1, 2, 3, 4]);
	expect(begun).toEqual([0, 2]);
});

test('ends when it is cancelled while it stands still', async () => {
	const [gate, stop] = [new Gate(), new AbortController()];
	gate.close();
	const done = saved(line([]).files, stop, gate);
	stop.abort();
	await expect(done).rejects.toMatchObject({ code: 'cancelled' });
});
