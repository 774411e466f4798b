/** A worker that seals and opens parts of files. Given a key with each part, it keeps none, and it talks to no server. */
import { chunkCipher } from '../../crypto/age/cipher.ts';
import { answerTo, type PartJob } from '../../vault/part-port.ts';

async function work({ id, job }: { id: number; job: PartJob }): Promise<void> {
	const answer = await answerTo(job);
	const given = 'bytes' in answer ? [answer.bytes.buffer] : [];
	self.postMessage({ id, answer }, { transfer: given });
}

self.addEventListener('message', ({ data }: MessageEvent<{ id: number; job: PartJob }>) => {
	void work(data);
});
// Before this its modules still awaited the crypto library, and a message would have been lost.
self.postMessage('listening');
// Which cipher can be trusted here is found out before the first part waits for it.
void chunkCipher();
