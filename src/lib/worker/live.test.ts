import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryLogs } from '../../../tests/claims/people.ts';
import { World } from '../../../tests/vault/world.ts';
import { Refusal } from '../../vault/problems.ts';
import { Session } from '../../vault/session.ts';
import { listen, type NudgeStream } from './live.ts';
import type { CoreEvent } from './port.ts';

/** A stream that brings what the test says, when it says so. */
class Stream extends EventTarget implements NudgeStream {
	onopen: NudgeStream['onopen'] = null;
	onerror: NudgeStream['onerror'] = null;
	onmessage: NudgeStream['onmessage'] = null;
	isClosed = false;
	readyState = 0;

	refuse(): void {
		this.readyState = 2;
		this.onerror?.(new Event('error'));
	}
	open(): void {
		this.onopen?.(new Event('open'));
	}
	beat(): void {
		this.dispatchEvent(new MessageEvent('still-here', { data: '1' }));
	}
	nudge(event: unknown): void {
		const message = new MessageEvent('message', { data: JSON.stringify(event) });
		this.onmessage?.(message);
	}
	close(): void {
		this.isClosed = true;
	}
}

let world: World;
let streams: Stream[];
let events: CoreEvent[];
let stop: () => void;
let signedOut: number;
/** What the portal says of the session. */
let session: () => Promise<never>;

beforeEach(async () => {
	world = await World.found();
	const device = {
		loadHeads: () => Promise.resolve(null),
		saveHeads: () => Promise.resolve(),
		logs: memoryLogs()
	};
	session = () => Promise.reject(new Refusal('offline'));
	const api = { ...world.portal.api, session: () => session() };
	const here = await Session.open(api, world.owner.account, device);
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	streams = [];
	events = [];
	signedOut = 0;
	const on = {
		signedOut() {
			signedOut++;
		},
		failed: () => undefined,
		ready: () => undefined
	};
	stop = listen(
		here,
		(event) => events.push(event),
		on,
		() => {
			const stream = new Stream();
			streams.push(stream);
			return stream;
		}
	);
});
afterEach(() => {
	stop();
	vi.useRealTimers();
});

const online = () => events.flatMap((event) => (event.type === 'connection' ? event.online : []));
const only = (index = 0): Stream => {
	const stream = streams[index];
	if (!stream || streams.length !== index + 1) throw new Error('another number of streams');
	return stream;
};

describe('the stream of nudges', () => {
	test('stays while it is heard, by nudges or by the word that the portal is still there', () => {
		only().open();
		for (let minute = 0; minute < 5; minute++) {
			vi.advanceTimersByTime(50_000);
			only().beat();
			vi.advanceTimersByTime(50_000);
			only().nudge({ type: 'firm' });
		}
		expect(only().isClosed).toBe(false);
		expect(online()).toEqual([true]);
	});

	test('that tells of a file by a drop link has the vault and its line in the list looked at again', async () => {
		const vault = await world.createVault('Rivera');
		only().open();
		events = [];
		only().nudge({ type: 'drops', firm: world.owner.firm.firm, vault });
		expect(events).toEqual([
			{ type: 'vault-changed', vault },
			{ type: 'clients-changed', vault }
		]);
	});

	test('is opened again when it has been silent for a minute, and what was missed is fetched', async () => {
		only().open();
		vi.advanceTimersByTime(61_000);
		expect(streams[0]?.isClosed).toBe(true);
		expect(online()).toEqual([true, false]);
		events = [];
		world.portal.calls.length = 0;
		only(1).open();
		expect(online()).toEqual([true]);
		await expect.poll(() => events).toContainEqual({ type: 'clients-changed' });
		await expect.poll(() => world.portal.calls).toContain('firmLog');
	});

	test('is opened again when it was never open', () => {
		vi.advanceTimersByTime(61_000);
		expect(online()).toEqual([false]);
		only(1).open();
		expect(online()).toEqual([false, true]);
	});

	test('that is refused is opened again soon, and asks whether the session is over', async () => {
		only().open();
		only().refuse();
		await Promise.resolve();
		expect(online()).toEqual([true, false]);
		expect(signedOut).toBe(0);
		vi.advanceTimersByTime(5000);
		session = () => Promise.reject(new Refusal('not-signed-in'));
		only(1).refuse();
		await expect.poll(() => signedOut).toBe(1);
	});

	test('is not opened again after it was stopped', () => {
		only().open();
		stop();
		vi.advanceTimersByTime(600_000);
		expect(only().isClosed).toBe(true);
	});
});
