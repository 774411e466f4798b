import { expect, test } from 'vitest';
import { refusalOf, World } from '../../tests/vault/world.ts';
import { newWordsEntropy, randomBytes } from '../crypto/random.ts';
import { prepareJoin } from './join.ts';
import { openLink, type OpenLink } from './open-link.ts';

const world = await World.found();
const { portal } = world;
const vault = await world.createVault('Rivera');
const joiner = () => ({
	name: 'Ana',
	passkey: { credential: 'Y3JlZGVudGlhbA', prf: randomBytes(32) },
	words: newWordsEntropy()
});
const joining = (link: OpenLink, time: number) =>
	refusalOf(() => prepareJoin(link, joiner(), time));

test('a client whose clock is past the link’s end is told so before anything is sent', async () => {
	const { fragment, expires } = await world.inviteClient(vault, 'Ana');
	const link = await openLink(portal.api, fragment);
	expect(await joining(link, expires)).toBe('accepted');
	expect(await joining(link, expires + 1)).toBe('invite-expired');
});

test('a colleague whose clock is past the link’s end is told so before anything is sent', async () => {
	const { fragment, expires } = await world.inviteStaff('Nils', 'preparer');
	const link = await openLink(portal.api, fragment);
	expect(await joining(link, expires)).toBe('accepted');
	expect(await joining(link, expires + 1)).toBe('invite-expired');
});

test('a join that readers would reject is not sent', async () => {
	const { fragment } = await world.inviteStaff('Ben', 'preparer');
	const link = await openLink(portal.api, fragment);
	await world.join(fragment, 'Ben');
	await link.firm.sync();
	expect(await joining(link, world.now())).toBe('entry-rejected');
});
