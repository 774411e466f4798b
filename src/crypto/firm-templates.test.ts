import { expect, test } from 'vitest';
import { openTemplate, sealTemplate } from './firm-templates.ts';
import { firmIdFrom, newTemplateId, userIdFrom } from './ids.ts';
import { notesKeyFrom } from './keys.ts';
import { randomBytes } from './random.ts';
import { answersToFlips, refusalOf } from './testing.ts';

const key = notesKeyFrom(randomBytes(32));
const place = {
	firm: firmIdFrom(randomBytes(32)),
	epoch: 2,
	template: newTemplateId(),
	seq: 7,
	by: userIdFrom(randomBytes(32))
};
const content = { name: 'Expats' };
const sealed = await sealTemplate(key, place, content);

test('a template opens to what was kept, and its length says little', async () => {
	expect(await openTemplate(key, place, sealed)).toEqual(content);
	expect((await sealTemplate(key, place, { name: 'Expats in Spain' })).length).toBe(sealed.length);
});

test.each([
	['in another firm', { firm: firmIdFrom(randomBytes(32)) }],
	['for another epoch of the team', { epoch: 3 }],
	['as another template', { template: newTemplateId() }],
	['at another place in the log', { seq: 8 }],
	['by somebody else', { by: userIdFrom(randomBytes(32)) }]
])('a template does not open %s', async (_, other) => {
	expect(await refusalOf(() => openTemplate(key, { ...place, ...other }, sealed))).toBe(
		'open-failed'
	);
});

test('a template opens under its own key only, and with no byte changed', async () => {
	const another = notesKeyFrom(randomBytes(32));
	expect(await refusalOf(() => openTemplate(another, place, sealed))).toBe('open-failed');
	expect(await answersToFlips(sealed, (bytes) => openTemplate(key, place, bytes))).toEqual(
		new Set(['open-failed'])
	);
});
