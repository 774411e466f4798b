/** What is read of a file, as a browser's File gives it. */
import type { Raw } from '../../src/crypto/brands.ts';

export const byteStream = (coming: Promise<Raw>): ReadableStream<Raw> =>
	new ReadableStream({
		type: 'bytes',
		async start(controller) {
			const bytes = await coming;
			if (bytes.length > 0) controller.enqueue(bytes);
			controller.close();
		}
	});
