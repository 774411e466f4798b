/**
 * Every vector of the age test kit through our reader, with the reason for each outcome. The table is
 * docs/age-test-kit.md: this test compares it line by line, and `vitest run -u` on this file writes it anew.
 */
import { describe, expect, test } from 'vitest';
import { openHeader, parseHeader, payloadKey, requireMac } from '../../src/crypto/age/header.ts';
import { PAYLOAD_NONCE_BYTES, STANZA_TYPE } from '../../src/crypto/age/sizes.ts';
import { chunkCipher } from '../../src/crypto/age/cipher.ts';
import { openChunks } from '../../src/crypto/age/stream.ts';
import type { FileKey, Raw } from '../../src/crypto/brands.ts';
import { toHex } from '../../src/crypto/bytes.ts';
import { CryptoError } from '../../src/crypto/errors.ts';
import { sha256 } from '../../src/crypto/hash.ts';
import { fileKeyFrom, kemSeedFrom } from '../../src/crypto/keys.ts';
import { fromHex } from '../../src/crypto/testing.ts';
import { kit, type Vector } from './age-kit.ts';

type Outcome =
	| 'opens'
	| 'refused: armor'
	| 'refused: form of the header'
	| 'refused: no recipient of our type'
	| 'refused: no stanza that our key opens'
	| 'refused: form of a stanza of ours'
	| 'refused: MAC of the header'
	| 'refused: payload';

const NO_FILE_KEY = 'no file key of 16 bytes';

/** Where a vector has no hybrid identity, any will do: no stanza is of its type. */
const someSeed = kemSeedFrom(new Uint8Array(32).fill(7));

/** The steps of the reader, one by one, so that the table can say which of them refused. */
async function outcomeOf(vector: Vector): Promise<Outcome> {
	const header = attempt(() => parseHeader(vector.file));
	if (header === null) return vector.isArmored ? 'refused: armor' : 'refused: form of the header';
	const [seed = someSeed] = vector.hybridSeeds;
	let fileKey: FileKey;
	try {
		fileKey = await openHeader(seed, header);
	} catch (error) {
		if (!(error instanceof CryptoError)) throw error;
		const own = header.stanzas.filter(({ args }) => args[0] === STANZA_TYPE);
		if (own.length === 0) return 'refused: no recipient of our type';
		if (error.code === 'malformed') return 'refused: form of a stanza of ours';
		return (await opensWithoutMac(vector)) ? 'refused: MAC of the header' : 'refused: no stanza that our key opens';
	}
	return payloadOutcome(vector, header.size, fileKey);
}

/** What the kit's own file key gives: header MAC and payload, whoever the recipients are. */
async function outcomeWithFileKey(vector: Vector): Promise<Outcome | typeof NO_FILE_KEY> {
	if (vector.fileKey.length !== 32) return NO_FILE_KEY;
	const header = attempt(() => parseHeader(vector.file));
	if (header === null) return vector.isArmored ? 'refused: armor' : 'refused: form of the header';
	const fileKey = fileKeyFrom(fromHex(vector.fileKey));
	try {
		await requireMac(fileKey, header);
	} catch {
		return 'refused: MAC of the header';
	}
	return payloadOutcome(vector, header.size, fileKey);
}

async function payloadOutcome(vector: Vector, size: number, fileKey: FileKey): Promise<Outcome> {
	let opened: Raw;
	try {
		const key = await payloadKey(fileKey, vector.file.slice(size, size + PAYLOAD_NONCE_BYTES));
		// Opening takes the place of what is opened, and every vector is opened twice.
		const payload = vector.file.slice(size + PAYLOAD_NONCE_BYTES);
		opened = await openChunks(await chunkCipher(), key, { firstChunk: 0, isEnd: true }, payload);
	} catch (error) {
		if (error instanceof CryptoError) return 'refused: payload';
		throw error;
	}
	// Where the header should have failed, the kit states no plaintext.
	if (vector.payload !== '') expect(toHex(await sha256(opened))).toBe(vector.payload);
	return 'opens';
}

/** The kit says `HMAC failure` only where a stanza gave the file key. */
const opensWithoutMac = async (vector: Vector): Promise<boolean> =>
	vector.expects === 'HMAC failure' && vector.hybridSeeds.length > 0;

function attempt<T>(run: () => T): T | null {
	try {
		return run();
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}

const isOurs = (vector: Vector) => vector.hybridSeeds.length > 0 && !vector.isArmored;

describe('the age test kit', () => {
	test('has every vector this table was written for', () => {
		expect(kit.length).toBe(143);
	});

	test.each(kit.filter(isOurs).map((vector) => [vector.name, vector] as const))(
		'%s, to a recipient of our type, opens exactly when the kit says so',
		async (_, vector) => {
			expect(await outcomeOf(vector)).toMatch(vector.expects === 'success' ? /^opens$/ : /^refused/);
		}
	);

	test.each(kit.filter((vector) => !isOurs(vector)).map((vector) => [vector.name, vector] as const))(
		'%s, to other recipients or in armor, is refused for that reason or an earlier one',
		async (_, vector) => {
			const reasons = vector.isArmored
				? ['refused: armor']
				: ['refused: no recipient of our type', 'refused: form of the header'];
			expect(reasons).toContain(await outcomeOf(vector));
		}
	);

	test.each(
		kit
			.filter((vector) => vector.fileKey.length === 32 && !vector.isArmored)
			.map((vector) => [vector.name, vector] as const)
	)('%s, read with the kit’s own file key, fails where the kit fails', async (_, vector) => {
		const outcome = await outcomeWithFileKey(vector);
		const allowed: Record<string, Outcome[]> = {
			success: ['opens'],
			'HMAC failure': ['refused: MAC of the header'],
			'payload failure': ['refused: payload'],
			// A short nonce is the kit's header failure; we read it with the payload.
			'header failure': ['refused: form of the header', 'refused: MAC of the header', 'refused: payload', 'opens'],
			'no match': ['opens', 'refused: MAC of the header']
		};
		expect(allowed[vector.expects]).toContain(outcome);
	});

	test('has the outcomes of docs/age-test-kit.md', async () => {
		await expect(await table()).toMatchFileSnapshot('../../docs/age-test-kit.md');
	});
});

async function table(): Promise<string> {
	const rows: string[] = [];
	const counts = new Map<string, number>();
	for (const vector of kit) {
		const ours = await outcomeOf(vector);
		const withKey = await outcomeWithFileKey(vector);
		counts.set(ours, (counts.get(ours) ?? 0) + 1);
		rows.push(`| ${vector.name} | ${vector.expects} | ${ours} | ${withKey} |`);
	}
	const summary = [...counts].sort().map(([outcome, n]) => `| ${outcome} | ${n} |`);
	return `${introduction}\n| outcome | vectors |\n|---|---|\n${summary.join('\n')}\n\n## Each vector\n\n| vector | the kit expects | our reader | with the kit's file key |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

const introduction = `# The age test kit, vector by vector

All ${kit.length} vectors of C2SP's test kit for the age format (npm \`cctv-age\`) through the reader of \`src/crypto/age\`.
\`tests/vectors/age-kit.test.ts\` checks every line of this page, so it cannot go out of date.

Our reader takes files to an \`mlkem768x25519\` recipient and nothing else (protocol.md section 12). So:

- **To a recipient of our type** (\`hybrid_*\`): opened exactly where the kit says \`success\`, with the kit's plaintext.
- **To other recipients** (X25519, scrypt, and the plain format vectors, which use X25519): refused, because no stanza is of
  our type, or earlier because the header is not well formed. That the kit expects \`success\` for some of them is no
  deviation: a reader without those types has to refuse.
- **In ASCII armor**: refused at the first line. Blobs are binary; a portal never stores armor.
- The last column reads every file with the file key that the kit states, so that the header's MAC and the payload are tested
  for these vectors too, whoever the recipient is. There, a \`header failure\` that lies inside a stanza of another type is not
  seen, and \`no match\` is not asked: both are questions to a recipient type we do not have.
- A payload nonce that is cut short is a \`header failure\` to the kit and a payload failure to us: we read it with the payload.
`;
