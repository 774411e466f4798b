/** The worker of src/lib/worker/part.worker.ts, for Node's own threads. */
import { parentPort } from 'node:worker_threads';
import { answerTo, type PartJob } from '../../src/vault/part-port.ts';

async function work({ id, job }: { id: number; job: PartJob }): Promise<void> {
	const answer = await answerTo(job);
	parentPort?.postMessage({ id, answer }, 'bytes' in answer ? [answer.bytes.buffer] : []);
}

parentPort?.on('message', (message: { id: number; job: PartJob }) => void work(message));
parentPort?.postMessage('listening');
