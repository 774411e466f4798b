import { expect, test } from 'vitest';
import { encode } from './encoding.ts';
import { firmIdFrom, newTeamId, newVaultId, userIdFrom } from './ids.ts';
import { notesKeyFrom } from './keys.ts';
import { openNote, sealNote } from './notes.ts';
import { randomBytes } from './random.ts';
import { answersToFlips, refusalOf } from './testing.ts';

const key = notesKeyFrom(randomBytes(32));
const place = {
	firm: firmIdFrom(randomBytes(32)),
	vault: newVaultId(),
	team: newTeamId(),
	teamEpoch: 2,
	seq: 7,
	author: userIdFrom(randomBytes(32))
};
const note = { text: 'Ask about the mileage.' };
const sealed = await sealNote(key, place, note);

test('a note opens to what was written, and its length says little', async () => {
	expect(await openNote(key, place, sealed)).toEqual(note);
	const longer = await sealNote(key, place, { text: `${note.text} And the car.` });
	expect(longer.length).toBe(sealed.length);
	expect(sealed.length).toBeGreaterThan(encode(note).length);
});

test.each([
	['in another firm', { firm: firmIdFrom(randomBytes(32)) }],
	['in another vault', { vault: newVaultId() }],
	['for another team', { team: newTeamId() }],
	['for another epoch of the team', { teamEpoch: 3 }],
	['at another place in the log', { seq: 8 }],
	['by somebody else', { author: userIdFrom(randomBytes(32)) }]
])('a note does not open %s', async (_, other) => {
	expect(await refusalOf(() => openNote(key, { ...place, ...other }, sealed))).toBe('open-failed');
});

test('a note opens under its own key only, and with no byte changed', async () => {
	const another = notesKeyFrom(randomBytes(32));
	expect(await refusalOf(() => openNote(another, place, sealed))).toBe('open-failed');
	expect(await answersToFlips(sealed, (bytes) => openNote(key, place, bytes))).toEqual(
		new Set(['open-failed'])
	);
});

test('what staff keep of a client opens as nothing else, nor anything else as it', async () => {
	const details = await sealNote(key, place, { paper: true }, 'staff-details');
	expect(await openNote(key, place, details, 'staff-details')).toEqual({ paper: true });
	expect(await refusalOf(() => openNote(key, place, details))).toBe('open-failed');
	expect(await refusalOf(() => openNote(key, place, sealed, 'staff-details'))).toBe('open-failed');
});
