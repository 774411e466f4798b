import { expect, test } from 'vitest';
import { deviceKey } from './account.ts';
import { toHex } from './bytes.ts';
import { firmIdFrom, newVaultId, userIdFrom } from './ids.ts';
import { logName, logsKey, openLog, sealLog } from './kept-logs.ts';
import { newAccountKey, randomBytes } from './random.ts';
import { answersToFlips, refusalOf } from './testing.ts';
import { uploadsKey } from './uploads.ts';

const device = await deviceKey(newAccountKey());
const key = await logsKey(device);
const place = {
	user: userIdFrom(randomBytes(32)),
	firm: firmIdFrom(randomBytes(32)),
	vault: newVaultId(),
	format: 1
};
const elsewhere = [
	{ ...place, user: userIdFrom(randomBytes(32)) },
	{ ...place, firm: firmIdFrom(randomBytes(32)) },
	{ ...place, vault: newVaultId() },
	{ ...place, vault: null },
	{ ...place, vault: 'names' as const },
	{ ...place, format: 2 }
];
const plaintext = randomBytes(500);

test('the key for remembered logs is no other of this device, and another account’s is another', async () => {
	const others = [
		device,
		await uploadsKey(device),
		await logsKey(await deviceKey(newAccountKey()))
	];
	for (const other of others) expect(toHex(key)).not.toBe(toHex(other));
});

test('a record opens for its user, firm, vault and format only, and with no byte changed', async () => {
	const sealed = await sealLog(key, place, plaintext);
	expect(toHex(await openLog(key, place, sealed))).toBe(toHex(plaintext));
	for (const other of elsewhere)
		expect(await refusalOf(() => openLog(key, other, sealed))).toBe('open-failed');
	const theirs = await logsKey(await deviceKey(newAccountKey()));
	expect(await refusalOf(() => openLog(theirs, place, sealed))).toBe('open-failed');
	expect(await answersToFlips(sealed, (bytes) => openLog(key, place, bytes))).toEqual(
		new Set(['open-failed'])
	);
});

test('a record’s name is the same for every format, and another for another log, user or key', async () => {
	const name = await logName(key, place);
	expect(name).toMatch(/^[\w-]{22}$/);
	expect(await logName(key, { ...place, format: 2 })).toBe(name);
	const theirs = await logsKey(await deviceKey(newAccountKey()));
	const names = [
		await logName(theirs, place),
		...(await Promise.all(elsewhere.slice(0, 5).map((other) => logName(key, other))))
	];
	expect(new Set([name, ...names]).size).toBe(7);
});
