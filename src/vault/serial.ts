/** Runs asynchronous work one at a time, in order: a log is read and extended by one hand only. */
export class Serial {
	#last: Promise<unknown> = Promise.resolve();

	run<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#last.then(work, work);
		this.#last = result.catch(() => undefined);
		return result;
	}
}
