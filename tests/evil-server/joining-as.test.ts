/** The server lies to somebody who is in already, and joins one more vault with the keys they have. */
import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { Raw, VaultId } from '../../src/crypto/brands.ts';
import { toWire } from '../../src/contract/wire.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { elsewhere, fileOf, fragmentOf, noise, send, type Interfere } from '../claims/people.ts';
import { kindOf, leaves, putTogether, replaceAt, spelled, takeApart } from './entries.ts';
import { attack, expectRefused, face } from './evil.ts';
import { answering, honest, keeping, replaced, together } from './lies.ts';
import { accountOf, keysWrappedTo, setStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
	stage = await setStage();
});
afterEach(() => stage.portal.close());

async function invited(vault: VaultId): Promise<string> {
	const { url } = await stage.owner.core.inviteClient(vault, 'Maria', true);
	return fragmentOf(url);
}

/** A key of Mallory's, of the kind that stood there; null where there is no key. */
function substituteFor(value: unknown): Raw | null {
	if (!(value instanceof Uint8Array)) return null;
	if (value.length === 1216) return stage.mallory.kem.publicKey;
	if (value.length === 32) return stage.mallory.signing.publicKey;
	return value.length === 1169 ? randomBytes(1169) : null;
}

const joinsAs = () => stage.client.core.joinAs();
const firmLogOfLink = /\/firm-log(?:\?|$)/u;
const vaultLogOfLink = /\/vault-log(?:\?|$)/u;

describe('joining one more vault', () => {
	attack('01j', async (named) => {
		const { client, otherVault, mallory } = stage;
		await client.core.openLink(await invited(otherVault));
		let tried = 0;
		for (const path of [firmLogOfLink, vaultLogOfLink]) {
			let entries: Raw[] = [];
			const listening = keeping(path, (all) => (entries = all));
			await face(client, listening, async () => client.core.openLink(await invited(otherVault)));
			for (const [at, bytes] of entries.entries()) {
				const parts = await takeApart(bytes);
				for (const { path: place, value } of leaves(parts.payload)) {
					const by = substituteFor(value);
					if (!by) continue;
					const payload = replaceAt(parts.payload, place, by);
					for (const signer of [undefined, mallory.signing]) {
						const lie = replaced(entries, at, putTogether({ ...parts, payload }, signer));
						const faced = await face(
							client,
							keeping(path, () => lie),
							joinsAs
						);
						expectRefused(named, faced, `${kindOf(parts)} ${spelled(place)}`);
						tried += 1;
					}
				}
			}
		}
		expect(tried).toBeGreaterThan(20);
		const older = keeping(firmLogOfLink, (entries) => entries.slice(0, -1));
		const faced = await face(client, older, joinsAs);
		expectRefused(named, faced);
		expect(faced.code).toBe('log-rolled-back');
		// With the truth the same link works, and nobody got a key who should not have one.
		expect((await face(client, honest, joinsAs)).code).toBeNull();
		const keys = await keysWrappedTo(stage.owner, otherVault);
		expect(keys).not.toContain(toWire(mallory.kem.publicKey));
	});

	attack('28f', async (named) => {
		const { client, otherClient, owner, otherVault } = stage;
		// Used: by Jonas' own joining.
		await client.core.openLink(await invited(otherVault));
		const third = await owner.core.createClient('Third');
		const used = await invited(third);
		await client.core.openLink(used);
		await otherClient.core.openLink(used);
		await otherClient.core.joinAs();
		expectRefused(named, await face(client, honest, joinsAs));
		// Withdrawn.
		await client.core.openLink(await invited(otherVault));
		for (const { invite } of (await owner.core.openVault(otherVault)).invites)
			await owner.core.withdrawClientInvite(otherVault, invite);
		expectRefused(named, await face(client, honest, joinsAs));
		// Another account's keyring, after a conflict that there was not.
		await client.core.openLink(await invited(otherVault));
		const theirs = await accountOf(otherClient);
		const conflict: Interfere = async (path, init, pass) =>
			path.endsWith('/join-as')
				? Response.json({ error: { code: 'keyring-moved', message: '' } }, { status: 409 })
				: pass(path, init);
		const swapped = answering(/\/account$/u, (answer) => ({
			...(answer as object),
			keyring: theirs.keyring
		}));
		const damaged = await face(client, together(conflict, swapped), joinsAs);
		expect({ code: damaged.code, value: damaged.value }).toEqual({
			code: 'account-damaged',
			value: null
		});
		expect(damaged.evidence?.reading).toBe('account');
		// Taken and thrown away: the person is told that there is nothing, and the link still works.
		const thrownAway: Interfere = async (path, init, pass) =>
			path.endsWith('/join-as') ? Response.json({ version: 99 }) : pass(path, init);
		const lost = await face(client, thrownAway, joinsAs);
		expect(lost.code).toBe('not-found');
		expect(named.ends).toContain(lost.code);
		// Taken, and the answer lost: pressing again finds the vault that is theirs by now.
		const cutOff: Interfere = async (path, init, pass) => {
			const response = await pass(path, init);
			if (path.endsWith('/join-as') && response.ok) throw new TypeError('cut off');
			return response;
		};
		expect((await face(client, cutOff, joinsAs)).code).toBe('offline');
		const again = await face(client, honest, joinsAs);
		expect(again.value?.vault).toBe(otherVault);
		await send(client, otherVault, fileOf('mine.pdf', noise(50)));
		const device = elsewhere(stage.portal, client);
		await device.enter();
		expect((await device.core.places()).map(({ vault }) => vault)).toEqual([
			stage.vault,
			otherVault
		]);
	});
});
