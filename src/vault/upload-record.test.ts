import { expect, test } from 'vitest';
import { decode, encode, isMap } from '../crypto/encoding.ts';
import {
	fileOfBlob,
	newApprovalId,
	newBlobId,
	newItemId,
	newUploadId,
	newVaultId,
	userIdFrom
} from '../crypto/ids.ts';
import { hashFrom } from '../crypto/keys.ts';
import { randomBytes } from '../crypto/random.ts';
import { encodeUpload, parseUpload, type UploadRecord } from './upload-record.ts';

const record = (change: Partial<UploadRecord> = {}): UploadRecord => ({
	id: newUploadId(),
	vault: newVaultId(),
	folder: null,
	answers: null,
	replaces: null,
	name: 'W-2.pdf',
	type: 'application/pdf',
	size: 100,
	lastModified: 1_700_000_000_000,
	attempt: null,
	...change
});

test('an upload goes on with the item that it was sent for', () => {
	const kept = record({ answers: newItemId() });
	expect(parseUpload(kept.id, encodeUpload(kept))).toEqual(kept);
});

test('an upload goes on towards the file that it is to replace', () => {
	const kept = record({ replaces: { file: fileOfBlob(newBlobId()), over: newBlobId() } });
	expect(parseUpload(kept.id, encodeUpload(kept))).toEqual(kept);
});

test('an upload from before there were versions goes on, and replaces none', () => {
	const kept = record();
	const map = decode(encodeUpload(kept));
	if (!isMap(map)) throw new TypeError('no map');
	const { replaces, ...before } = map;
	expect(replaces).toBeNull();
	expect(parseUpload(kept.id, encode(before))).toEqual(kept);
});

test('an upload from before there were requests goes on, and answers none', () => {
	const kept = record();
	const map = decode(encodeUpload(kept));
	if (!isMap(map)) throw new TypeError('no map');
	const { answers, ...before } = map;
	expect(answers).toBeNull();
	expect(parseUpload(kept.id, encode(before))).toEqual(kept);
});

test.each([null, userIdFrom(randomBytes(32))])(
	'the scan of a paper goes on as the answer of whoever signed it (%s)',
	(signer) => {
		const signs = { approval: newApprovalId(), signer, digest: hashFrom(randomBytes(32)) };
		const kept = record({ signs });
		expect(parseUpload(kept.id, encodeUpload(kept))).toEqual(kept);
	}
);
