import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as ids from './ids.ts';
import { refusalOf } from './testing.ts';

const kinds = [
	['firm', 32, ids.firmIdFrom, ids.parseFirmId],
	['user', 32, ids.userIdFrom, ids.parseUserId],
	['key', 32, ids.keyIdFrom, ids.parseKeyId],
	['entry hash', 32, ids.entryHashFrom, ids.parseEntryHash],
	['vault', 16, ids.vaultIdFrom, ids.parseVaultId],
	['team', 16, ids.teamIdFrom, ids.parseTeamId],
	['file', 16, ids.fileIdFrom, ids.parseFileId],
	['folder', 16, ids.folderIdFrom, ids.parseFolderId],
	['blob', 16, ids.blobIdFrom, ids.parseBlobId],
	['invite', 16, ids.inviteIdFrom, ids.parseInviteId],
	['drop', 16, ids.dropIdFrom, ids.parseDropId],
	['delivery', 16, ids.deliveryIdFrom, ids.parseDeliveryId],
	['upload', 16, ids.uploadIdFrom, ids.parseUploadId],
	['recovery', 16, ids.recoveryIdFrom, ids.parseRecoveryId]
] as const;

test.each(kinds)('a %s id of %i bytes round-trips as bytes and as text', (_, size, from, parse) => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: size, maxLength: size }), (bytes) => {
			const id = from(bytes);
			expect([...ids.idBytes(id)]).toEqual([...bytes]);
			expect(parse(id)).toBe(id);
		})
	);
});

test.each(kinds)('a %s id that is not %i bytes is refused', async (_, size, from, parse) => {
	for (const length of [0, size - 1, size + 1, size === 16 ? 32 : 16]) {
		expect(await refusalOf(() => from(new Uint8Array(length)))).toBe('malformed');
		const text = Buffer.alloc(length).toString('base64url');
		expect(await refusalOf(() => parse(text))).toBe('malformed');
	}
});

test('a file has the bytes of its blob’s id', () => {
	const blob = ids.newBlobId();
	expect([...ids.idBytes(ids.fileOfBlob(blob))]).toEqual([...ids.idBytes(blob)]);
});

test('another spelling of the same id is refused', async () => {
	const text = Buffer.alloc(16).toString('base64url');
	for (const other of [`${text}==`, ` ${text}`, `${text.slice(0, -1)}B`])
		expect(await refusalOf(() => ids.parseVaultId(other))).toBe('malformed');
});

test.each([
	['vault', ids.newVaultId],
	['team', ids.newTeamId],
	['folder', ids.newFolderId],
	['blob', ids.newBlobId],
	['checklist', ids.newChecklistId],
	['item', ids.newItemId],
	['template', ids.newTemplateId],
	['upload', ids.newUploadId],
	['message', ids.newMessageId],
	['approval', ids.newApprovalId],
	['delivery', ids.newDeliveryId]
])('new %s ids are 16 random bytes', (_, make) => {
	const made = Array.from({ length: 100 }, () => make());
	expect(new Set<string>(made).size).toBe(100);
	for (const id of made) expect(ids.idBytes(id).length).toBe(16);
});
