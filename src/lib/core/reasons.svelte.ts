/**
 * Why documents were sent back lately, to be used again: the clients' private matter, so it is in this page's memory only
 * and goes when the portal locks.
 */
const USUAL: readonly string[] = [
	'A page is missing. Please send all pages.',
	'I cannot read it. Please photograph it again in good light.',
	'This is for another year.'
];
const KEPT = 6;

export class Reasons {
	/** The last one first. */
	all: readonly string[] = $state.raw(USUAL);

	note(reason: string): void {
		this.all = [reason, ...this.all.filter((one) => one !== reason)].slice(0, KEPT);
	}

	forget(): void {
		this.all = USUAL;
	}
}
