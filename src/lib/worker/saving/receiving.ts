/** A download in the queue: everything into the sink, or nothing that could be taken for it. */
import type { VaultId } from '../../../crypto/brands.ts';
import { Refusal } from '../../../vault/problems.ts';
import type { TransferHooks } from '../../../vault/upload.ts';
import type { Transfers } from '../transfers.ts';
import type { Staying } from './lasting.ts';
import type { OpenedSink } from './open-sink.ts';

export interface Into {
	readonly sink: OpenedSink;
	/** When the sink gives up by itself. */
	readonly gone: Promise<Refusal>;
	readonly for: Staying['for'];
}

/** @throws Refusal what `fill` and the sink do, and `cancelled` */
export const receiveInto = (
	{ sink, gone, for: purpose }: Into,
	transfers: Transfers,
	vault: VaultId,
	what: { name: string; size: number },
	fill: (hooks: TransferHooks, staying: Staying) => Promise<void>
): Promise<void> =>
	transfers.receive(
		vault,
		{ ...what, isSaving: purpose === 'saving' },
		async (hooks, stop, gate) => {
			void gone.then(stop);
			const abort = () => void sink.abort();
			hooks.signal.addEventListener('abort', abort);
			await fill(hooks, { gate, for: purpose });
			if (hooks.signal.aborted) throw new Refusal('cancelled');
			await sink.close();
			hooks.signal.removeEventListener('abort', abort);
		}
	);
