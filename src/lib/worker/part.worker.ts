/** A worker that seals and opens parts of files. Given a key with each part, it keeps none, and it talks to no server. */
import { answerTo, type PartJob } from '../../vault/part-port.ts';

self.addEventListener(
	'message',
	async ({ data: { id, job } }: MessageEvent<{ id: number; job: PartJob }>) => {
		const answer = await answerTo(job);
		const given = 'bytes' in answer ? [answer.bytes.buffer] : [];
		self.postMessage({ id, answer }, { transfer: given });
	}
);
// Before this its modules still awaited the crypto library, and a message would have been lost.
self.postMessage('listening');
