/** The service worker's own file (static/save/worker.js), run with Node's streams, ports and answers around it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

const ORIGIN = 'https://portal.example';
const ID = 'a'.repeat(32);
const code = readFileSync(path.join(import.meta.dirname, '../../static/save/worker.js'), 'utf8');

type Listener = (event: object) => void;
let listeners: Map<string, Listener>;
let open: MessagePort[];

beforeEach(() => {
	listeners = new Map();
	open = [];
	runInNewContext(code, {
		...{ ReadableStream, Response, Uint8Array, URL, Map, Error, MessageEvent, encodeURIComponent },
		setTimeout: (work: () => void, ms: number) => setTimeout(work, ms),
		clearTimeout: (timer: NodeJS.Timeout) => {
			clearTimeout(timer);
		},
		location: { origin: ORIGIN },
		addEventListener: (type: string, listener: Listener) => listeners.set(type, listener)
	});
});

afterEach(() => {
	for (const port of open) port.close();
	vi.useRealTimers();
});

function tell(data: unknown, origin = ORIGIN): MessagePort {
	const { port1, port2 } = new MessageChannel();
	open.push(port1, port2);
	listeners.get('message')?.({ data, ports: [port1], origin });
	return port2;
}

const announce = (name = 'books.zip', size = 6) => tell({ id: ID, name, size });
const heard = (port: MessagePort) =>
	new Promise<unknown>((resolve) => {
		port.once('message', resolve);
	});

/** What it answers; null when it lets the request go past. */
function ask(address: string, method = 'GET'): Response | null {
	let answer: Response | null = null;
	const request = new Request(new URL(address, ORIGIN), { method });
	listeners.get('fetch')?.({
		request,
		respondWith: (given: Response) => {
			answer = given;
		}
	});
	return answer;
}

describe('the service worker', () => {
	test('C57 answers the address that was announced, once, with the bytes that come through the port', async () => {
		const port = announce();
		const answer = ask(`/save/${ID}`);
		expect(ask(`/save/${ID}`)).toBeNull();
		port.postMessage(new Uint8Array([1, 2, 3]));
		port.postMessage(new Uint8Array([4, 5, 6]));
		port.postMessage('end');
		expect(new Uint8Array((await answer?.arrayBuffer()) ?? [])).toEqual(
			new Uint8Array([1, 2, 3, 4, 5, 6])
		);
		expect(ask(`/save/${ID}`)).toBeNull();
	});

	test.each([
		`/save/${'b'.repeat(32)}`,
		`/save/${ID}/x`,
		`/save/x/${ID}`,
		`/${ID}`,
		'/',
		'/api/status',
		'/save/',
		'/save/worker.js',
		`https://elsewhere.example/save/${ID}`
	])('lets a request for %s go past', (address) => {
		announce();
		expect(ask(address)).toBeNull();
	});

	test('C57 lets anything but a reading go past', () => {
		announce();
		expect(ask(`/save/${ID}`, 'POST')).toBeNull();
	});

	test('hears no other origin', () => {
		tell({ id: ID, name: 'x', size: 1 }, 'https://elsewhere.example');
		expect(ask(`/save/${ID}`)).toBeNull();
	});

	test('offers a file to be saved and nothing to be shown, framed, guessed at or kept', () => {
		announce(`Mar\u00eda's "list" (1)*\r\nX: y.zip`);
		const headers = ask(`/save/${ID}`)?.headers;
		expect(Object.fromEntries(headers ?? [])).toEqual({
			'cache-control': 'no-store',
			'content-disposition':
				"attachment; filename*=UTF-8''Mar%C3%ADa%27s%20%22list%22%20%281%29%2A%0D%0AX%3A%20y.zip",
			'content-length': '6',
			'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'self'",
			'content-type': 'application/octet-stream',
			'cross-origin-embedder-policy': 'require-corp',
			'cross-origin-resource-policy': 'same-origin',
			'x-content-type-options': 'nosniff'
		});
	});

	test('breaks the download that is given up, so that it never counts as complete', async () => {
		const port = announce();
		const answer = ask(`/save/${ID}`);
		port.postMessage(new Uint8Array([1, 2, 3]));
		port.postMessage('abort');
		await expect(answer?.arrayBuffer()).rejects.toThrow('given up');
	});

	test('tells when the browser cancels the download', async () => {
		const port = announce();
		const answer = ask(`/save/${ID}`);
		const said: unknown[] = [];
		port.on('message', (message) => said.push(message));
		await answer?.body?.cancel();
		await expect.poll(() => said).toContain('cancelled');
	});

	test('does not know a download of a former life', async () => {
		expect(await heard(tell({ pulse: ID }))).toBe('unknown');
		announce();
		expect(await heard(tell({ pulse: ID }))).toBe('known');
	});

	test('breaks the download of a page that is gone', async () => {
		vi.useFakeTimers();
		announce();
		const answer = ask(`/save/${ID}`);
		const failed = expect(answer?.arrayBuffer()).rejects.toThrow('given up');
		vi.advanceTimersByTime(50_000);
		tell({ pulse: ID });
		vi.advanceTimersByTime(50_000);
		vi.advanceTimersByTime(20_000);
		await failed;
	});
});
