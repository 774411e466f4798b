import { expect, test } from 'vitest';
import { CryptoError } from './errors.ts';

test('an error says a fixed sentence for its code and nothing else', () => {
	const error = new CryptoError('open-failed');
	expect(error.code).toBe('open-failed');
	expect(error.name).toBe('CryptoError');
	expect(error.message).toBe('The data could not be opened with this key in this place.');
	expect(error.cause).toBeUndefined();
});
