/**
 * Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS
 * 2019): rounds a size up by at most 12 %, so that it leaks O(log log n) bits. Ours starts at 256 bytes
 * (protocol.md section 12).
 */
const LEAST = 256;

export function padmeSize(size: number): number {
	if (size < LEAST) return LEAST;
	const exponent = floorLog2(size);
	const kept = floorLog2(exponent) + 1;
	const step = 2 ** (exponent - kept);
	return Math.ceil(size / step) * step;
}

/** Exact for every safe integer, where Math.log2 may round up. */
function floorLog2(n: number): number {
	let exponent = 0;
	while (2 ** (exponent + 1) <= n) exponent++;
	return exponent;
}
