/** The worker of src/lib/worker/part.worker.ts, for Node's own threads. */
import { parentPort } from 'node:worker_threads';
import { partWorker, type Told } from '../../src/vault/part-port.ts';

const hear = partWorker((message, given) => parentPort?.postMessage(message, given));
parentPort?.on('message', (message: Told) => hear(message));
parentPort?.postMessage('listening');
