import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { encodeLinkSecret, linkKeys, parseLinkSecret } from './link.ts';
import { newLinkSecret } from './random.ts';
import { refusalOf } from './testing.ts';

const secret = newLinkSecret();
const text = encodeLinkSecret(secret);

test('a link’s secret survives as text of 43 characters', () => {
	expect(text).toMatch(/^[A-Za-z0-9_-]{43}$/);
	expect(toHex(parseLinkSecret(text))).toBe(toHex(secret));
});

test.each([
	['nothing', ''],
	['one character less', text.slice(1)],
	['one character more', `${text}A`],
	['a full stop that mail added', `${text}.`],
	['a hash sign', `#${text}`],
	['a space', ` ${text}`],
	['another character', `${text.slice(0, 20)}+${text.slice(21)}`]
])('a link with %s is refused', async (_, mangled) => {
	expect(await refusalOf(() => parseLinkSecret(mangled))).toBe('bad-link');
});

test('id, capsule key and signing key follow from the secret, and differ', async () => {
	const keys = await linkKeys(secret);
	const again = await linkKeys(parseLinkSecret(text));
	expect(again.inviteId).toBe(keys.inviteId);
	expect(toHex(again.capsuleKey)).toBe(toHex(keys.capsuleKey));
	expect(toHex(again.signing.publicKey)).toBe(toHex(keys.signing.publicKey));
	expect(toHex(keys.capsuleKey)).not.toBe(toHex(keys.signing.seed));
});
