/** A piece of a file, as a browser's File gives it, that `read` stands for. */
import type { Raw } from '../../src/crypto/brands.ts';
import type { SourceFile } from '../../src/vault/source-file.ts';

export const pieceOf = (read: () => Promise<Raw>): ReturnType<SourceFile['slice']> => ({
	arrayBuffer: async () => (await read()).buffer,
	stream: () =>
		new ReadableStream({
			type: 'bytes',
			async start(controller) {
				const bytes = await read();
				if (bytes.length > 0) controller.enqueue(bytes);
				controller.close();
			}
		})
});
