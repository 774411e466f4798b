/** A worker that seals and opens parts of files. Given a key with each part, it keeps none, and it talks to no server. */
import { chunkCipher } from '../../crypto/age/cipher.ts';
import { partWorker, type Told } from '../../vault/part-port.ts';

const hear = partWorker((message, transfer) => self.postMessage(message, { transfer }));
self.addEventListener('message', ({ data }: MessageEvent<Told>) => hear(data));
// Before this its modules still awaited the crypto library, and a message would have been lost.
self.postMessage('listening');
// Which cipher can be trusted here is found out before the first part waits for it.
void chunkCipher();
