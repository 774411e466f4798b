import { expect, test } from 'vitest';
import { deviceKey } from './account.ts';
import { toHex } from './bytes.ts';
import { firmIdFrom, newVaultId, userIdFrom } from './ids.ts';
import {
	digestName,
	logName,
	logsKey,
	openDigest,
	openLog,
	sealDigest,
	sealLog
} from './kept-logs.ts';
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
	{ ...place, format: 2 }
];
const ofFirm = { ...place, vault: null };
const ofNames = { ...place, vault: 'names' as const };
const plaintext = randomBytes(500);

test('the key for remembered logs is no other of this device, and another account’s is another', async () => {
	const others = [
		device,
		await uploadsKey(device),
		await logsKey(await deviceKey(newAccountKey()))
	];
	for (const other of others) expect(toHex(key)).not.toBe(toHex(other));
});

/** The two kinds of records, and the other's way to open. */
const kinds = [
	{ what: 'log', seal: sealLog, open: openLog, name: logName, other: openDigest },
	{ what: 'digest', seal: sealDigest, open: openDigest, name: digestName, other: openLog }
];

test.each(kinds)(
	'a $what opens for its user, firm, vault, format and kind only, and with no byte changed',
	async ({ seal, open, other: openOther }) => {
		const sealed = await seal(key, place, plaintext);
		expect(toHex(await open(key, place, sealed))).toBe(toHex(plaintext));
		for (const other of elsewhere)
			expect(await refusalOf(() => open(key, other, sealed))).toBe('open-failed');
		expect(await refusalOf(() => openOther(key, place, sealed))).toBe('open-failed');
		const theirs = await logsKey(await deviceKey(newAccountKey()));
		expect(await refusalOf(() => open(theirs, place, sealed))).toBe('open-failed');
		expect(await answersToFlips(sealed, (bytes) => open(key, place, bytes))).toEqual(
			new Set(['open-failed'])
		);
	}
);

test.each(kinds)(
	'the name of a $what is the same for every format, and another for another log, user, kind or key',
	async ({ name: nameFor }) => {
		const name = await nameFor(key, place);
		expect(name).toMatch(/^[\w-]{22}$/);
		expect(await nameFor(key, { ...place, format: 2 })).toBe(name);
		const theirs = await logsKey(await deviceKey(newAccountKey()));
		const names = [
			await nameFor(theirs, place),
			...(await Promise.all(elsewhere.slice(0, 3).map((other) => nameFor(key, other))))
		];
		expect(new Set([name, ...names]).size).toBe(5);
		expect(await logName(key, place)).not.toBe(await digestName(key, place));
	}
);

test('the records of a vault, of the firm and of its clients’ names take no other’s place', async () => {
	const places = [place, ofFirm, ofNames];
	const names = await Promise.all(places.map((one) => logName(key, one)));
	expect(new Set(names).size).toBe(3);
	for (const one of places) {
		const sealed = await sealLog(key, one, plaintext);
		for (const other of places)
			expect(await refusalOf(() => openLog(key, other, sealed))).toBe(
				other === one ? 'accepted' : 'open-failed'
			);
	}
});
