/** Points of small order on Ed25519 and X25519 (RFC 7748, RFC 8032), in all the ways they can be spelled. */
import type { Raw } from '../../src/crypto/brands.ts';

const bytes = (hex: string): Raw => new Uint8Array(Buffer.from(hex, 'hex'));
const zeros = '00'.repeat(31);
const ones = 'ff'.repeat(30);

/** Ed25519 public keys of order 1, 2, 4 and 8, canonical and not. */
export const smallOrderKeys = (): Raw[] =>
	[
		`01${zeros}`,
		`ec${ones}7f`,
		`00${zeros}`,
		`${zeros}80`,
		'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
		'26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
		'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
		'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
		`ed${ones}7f`,
		`ee${ones}7f`
	].map(bytes);

/** X25519 points with which every secret gives zero. */
export const lowOrderPoints = (): Raw[] =>
	[
		`00${zeros}`,
		`01${zeros}`,
		'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
		'5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
		`ec${ones}7f`,
		`ed${ones}7f`,
		`ee${ones}7f`
	].map(bytes);
