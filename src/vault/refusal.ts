/** A refusal by its code alone: what it says to a person is in problems.ts, which a worker without screens does not need. */
import type { ApiErrorCode } from '../contract/errors.ts';
import type { FileId } from '../crypto/brands.ts';
import type { RefusalCode } from './problems.ts';

export class Refusal extends Error {
	readonly code: RefusalCode | ApiErrorCode;
	/** Of several files, the one it happened to. */
	file: FileId | null = null;
	/** The name of whoever did what it speaks of; for the screen of this person only. */
	who: string | null = null;
	constructor(code: RefusalCode | ApiErrorCode) {
		super(code);
		this.name = 'Refusal';
		this.code = code;
	}
}
