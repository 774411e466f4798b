/**
 * A port for a server that a test starts, stops and starts again. It is out of a range that the system gives to nobody who
 * asks for any port, and each worker has a part of its own: between being found and being used, and while its server is
 * down, no other test can take it.
 */
import { once } from 'node:events';
import { createServer } from 'node:net';

const FIRST = 20_000;
const WORKERS = 8;
const OF_A_WORKER = 1500;
/** Playwright's number of this worker, or vitest's: those that run at the same time have different ones. */
const worker = Number(process.env['TEST_PARALLEL_INDEX'] ?? process.env['VITEST_POOL_ID'] ?? 0);
let next = Math.floor(Math.random() * OF_A_WORKER);

export async function freePort(): Promise<number> {
	for (;;) {
		const port = FIRST + (worker % WORKERS) * OF_A_WORKER + (next++ % OF_A_WORKER);
		if (await isFree(port)) return port;
	}
}

async function isFree(port: number): Promise<boolean> {
	const probe = createServer().listen(port, '127.0.0.1');
	try {
		await once(probe, 'listening');
	} catch {
		return false;
	}
	probe.close();
	await once(probe, 'close');
	return true;
}
