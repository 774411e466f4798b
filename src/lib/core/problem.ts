/**
 * Every failure a screen can show is a `Problem`: a stable code and a sentence a person can act on. What the worker
 * rejects with already is one; anything else becomes a general sentence, so that no stack or input reaches the page.
 */
import type { Problem } from '../../vault/view.ts';

export function isProblem(error: unknown): error is Problem {
	return (
		typeof error === 'object' &&
		error !== null &&
		'code' in error &&
		typeof error.code === 'string' &&
		'message' in error &&
		typeof error.message === 'string' &&
		'alarming' in error &&
		typeof error.alarming === 'boolean'
	);
}

export function asProblem(error: unknown): Problem {
	if (isProblem(error)) return error;
	return {
		code: 'page-failed',
		message: 'Something went wrong on this page. Reload it and try again.',
		alarming: false
	};
}
