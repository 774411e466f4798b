import { expect, test } from 'vitest';
import { PART_BYTES } from '../../../crypto/age/file.ts';
import { Refusal } from '../../../vault/problems.ts';
import type { TransferHooks } from '../../../vault/upload.ts';
import { Gate } from '../gate.ts';
import { lasting, type Fetching, type Staying } from './lasting.ts';

const PARTS = 5;

/** A line that breaks for good before each part named in `breaks`, once. */
function line(breaks: number[], code: Refusal['code'] = 'offline') {
	const fetched: number[] = [];
	const left = new Set(breaks);
	const fetching: Fetching = (_hooks, begun) => {
		for (let part = begun.taken / PART_BYTES; part < PARTS; part++) {
			if (left.delete(part)) return Promise.reject(new Refusal(code));
			fetched.push(part);
			begun.taken += PART_BYTES;
		}
		return Promise.resolve();
	};
	return { fetching, fetched };
}

async function saved(
	fetching: Fetching,
	stop = new AbortController(),
	staying: Partial<Staying> = {}
) {
	const told: (string | null)[] = [];
	const hooks = {
		signal: stop.signal,
		onProgress: () => undefined,
		onRetrying: (waiting: boolean, why?: Refusal) => told.push(waiting ? (why?.code ?? '') : null),
		wait: () => Promise.resolve()
	} as unknown as TransferHooks;
	await lasting(fetching, hooks, { gate: new Gate(), for: 'saving', ...staying });
	return told;
}

test('goes on with the first part that was not taken, however often the line breaks', async () => {
	const { fetching, fetched } = line([0, 2, 3, 4]);
	const told = await saved(fetching);
	expect(fetched).toEqual([0, 1, 2, 3, 4]);
	expect(told).toEqual(['offline', null, 'offline', null, 'offline', null, 'offline', null]);
});

test.each(['file-damaged', 'not-found', 'no-room-here', 'not-saved', 'cancelled'] as const)(
	'%s ends it at once: waiting does not help',
	async (code) => {
		const { fetching } = line([2], code);
		await expect(saved(fetching)).rejects.toMatchObject({ code });
	}
);

test('whoever looks at a document is told that the line is gone', async () => {
	const { fetching, fetched } = line([2]);
	const looking = saved(fetching, undefined, { for: 'looking' });
	await expect(looking).rejects.toMatchObject({ code: 'offline' });
	expect(fetched).toEqual([0, 1]);
});

test('ends when the person cancels while it waits', async () => {
	const { fetching } = line([2]);
	const stop = new AbortController();
	stop.abort();
	await expect(saved(fetching, stop)).rejects.toMatchObject({ code: 'cancelled' });
});

test.each(['saving', 'looking'] as const)(
	'%s stands still when it is told to, and goes on with the first part that was not taken',
	async (purpose) => {
		const gate = new Gate();
		const { fetching, fetched } = line([2], 'cancelled');
		const begun: number[] = [];
		const over = Promise.withResolvers<undefined>();
		const halting: Fetching = (hooks, from) => {
			begun.push(from.taken / PART_BYTES);
			// As a person who presses the button while the second part is on its way.
			if (begun.length === 1) gate.close();
			expect(hooks.signal.aborted).toBe(begun.length === 1);
			over.resolve(undefined);
			return fetching(hooks, from);
		};
		const done = saved(halting, undefined, { gate, for: purpose });
		await over.promise;
		await new Promise((resolve) => setImmediate(resolve));
		expect(begun).toEqual([0]);
		gate.open();
		await done;
		expect(begun).toEqual([0, 2]);
		expect(fetched).toEqual([0, 1, 2, 3, 4]);
	}
);

test('ends when it is cancelled while it stands still', async () => {
	const [gate, stop] = [new Gate(), new AbortController()];
	gate.close();
	const done = saved(line([]).fetching, stop, { gate });
	stop.abort();
	await expect(done).rejects.toMatchObject({ code: 'cancelled' });
});
