/** The Range header (RFC 9110 section 14): one range of bytes, or the whole. */
export interface ByteRange {
	readonly start: number;
	/** Not included. */
	readonly end: number;
}

/** The whole, also where the header is one we need not honour (another unit, many ranges). */
export function readRange(header: string | undefined, size: number): ByteRange | 'all' | 'invalid' {
	const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
	if (found === null) return 'all';
	const [, first = '', last = ''] = found;
	if (first === '' && last === '') return 'all';
	const range =
		first === ''
			? { start: Math.max(size - Number(last), 0), end: size }
			: { start: Number(first), end: last === '' ? size : Math.min(Number(last) + 1, size) };
	return range.start < range.end ? range : 'invalid';
}
