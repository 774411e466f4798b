import { afterEach, beforeEach, describe, expect } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import { linkKeys, parseLinkSecret } from '../../src/crypto/link.ts';
import { learnEpochs, type Reader } from '../../src/vault/epoch-keys.ts';
import { findTraces } from '../e2e/fixtures/traces.ts';
import {
	elsewhere,
	fileOf,
	fragmentOf,
	memoryDevice,
	noise,
	Person,
	send,
	type Interfere
} from '../claims/people.ts';
import { attack, expectRefused, face, textOf } from './evil.ts';
import { honest, keeping, logOf, together, vaultLogPath } from './lies.ts';
import { setStage, vaultEntries, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
	stage = await setStage();
});
afterEach(() => stage.portal.close());

async function invited(vault: VaultId, name: string): Promise<string> {
	const { url } = await stage.owner.core.inviteClient(vault, name, true);
	return fragmentOf(url);
}

async function joined(fragment: string, name: string, lie: Interfere = honest) {
	const person = new Person(stage.portal);
	const faced = await face(person, lie, async () => {
		await person.core.openLink(fragment);
		const passkey = await person.newPasskey();
		return person.core.join({ name, passkey, withRecovery: false });
	});
	return { person, faced };
}

/** Whoever holds this link and a copy of the server: the epochs whose keys they get. */
async function epochsOpenTo(fragment: string, vault: VaultId): Promise<number[]> {
	const keys = await linkKeys(parseLinkSecret(fragment));
	const thief: Reader = {
		identity: null,
		teams: new Map(),
		link: { invite: keys.inviteId, kem: keys.kem }
	};
	const log = await stage.owner.keyholder.session.vault(vault);
	return [...(await learnEpochs(log.state, thief, new Map())).keys()];
}

describe('links', () => {
	attack('28a', async (named) => {
		const { vault } = stage;
		const fragment = await invited(vault, 'Once');
		const before = (await vaultEntries(stage, vault)).length;
		expect((await joined(fragment, 'Once')).faced.code).toBeNull();
		expectRefused(named, (await joined(fragment, 'Again')).faced);
		// The portal pretends that nobody has used it: the joiner is in a history that nobody else is shown.
		const pretending = together(
			keeping(vaultLogPath, (entries) => entries.slice(0, before)),
			revived(vault)
		);
		const { faced } = await joined(fragment, 'Again', pretending);
		expect(named.ends).toContain(faced.code);
		await send(stage.owner, vault, fileOf('later.pdf', noise(50)));
		const { state } = await stage.owner.keyholder.session.vault(vault);
		expect(await epochsOpenTo(fragment, vault)).not.toContain(state.epoch);
	});

	attack('28b', async (named) => {
		// Both have opened it; both send their join. Whatever the portal answers, readers count one.
		const { vault, owner } = stage;
		const fragment = await invited(vault, 'Raced for');
		const racers = [new Person(stage.portal), new Person(stage.portal)];
		for (const person of racers) await person.core.openLink(fragment);
		const joins: string[] = [];
		const collecting: Interfere = (path, init, pass) => {
			if (path.endsWith('/join')) joins.push(textOf(init.body));
			return pass(path, init);
		};
		const outcomes = [];
		for (const person of racers) {
			const passkey = await person.newPasskey();
			const join = () => person.core.join({ name: 'Racer', passkey, withRecovery: false });
			outcomes.push(await face(person, collecting, join));
		}
		expect(outcomes[0]?.code).toBeNull();
		expect(named.ends).toContain(outcomes[1]?.code);
		const [, second] = joins.map((body) => (JSON.parse(body) as { entry: string }).entry);
		const reader = elsewhere(stage.portal, owner, memoryDevice());
		await reader.enter();
		const bytes = new Uint8Array(Buffer.from(second ?? '', 'base64url'));
		const both = keeping(logOf(vault), (entries) => [...entries, bytes]);
		const faced = await face(reader, both, () => reader.core.openVault(vault));
		expect(faced.code).toBe('log-broken');
		const view = await elsewhereLook(vault);
		expect(view.readers.clients.length).toBe(2);
	});

	attack('28c', async (named) => {
		const { vault, owner } = stage;
		const fragment = await invited(vault, 'Withdrawn');
		const before = (await vaultEntries(stage, vault)).length;
		const { invites } = await owner.core.openVault(vault);
		const [invite] = invites;
		if (!invite) throw new Error('no invitation');
		await owner.core.withdrawClientInvite(vault, invite.invite);
		expectRefused(named, (await joined(fragment, 'Late')).faced);
		// The portal hides the withdrawal; then it takes the join from its own past and shows it to the firm.
		const hiding = together(
			keeping(vaultLogPath, (entries) => entries.slice(0, before)),
			revived(vault)
		);
		const { faced } = await joined(fragment, 'Late', hiding);
		expect(named.ends).toContain(faced.code);
		await send(owner, vault, fileOf('later.pdf', noise(50)));
		const { state } = await owner.keyholder.session.vault(vault);
		expect(await epochsOpenTo(fragment, vault)).not.toContain(state.epoch);
	});

	attack('12a', async () => {
		const { vault } = stage;
		const fragment = await invited(vault, 'Secret');
		const { person } = await joined(fragment, 'Secret');
		const secret = parseLinkSecret(fragment);
		const { capsuleKey, signing, kem } = await linkKeys(secret);
		const sent = [...person.sent, ...stage.owner.sent].map(({ method, path, body }) => ({
			place: `${method} ${path}`,
			bytes: Buffer.concat([
				Buffer.from(`${method} ${path}\n`),
				body instanceof Uint8Array ? body : Buffer.from(textOf(body))
			])
		}));
		const logged = [{ place: 'the log', bytes: Buffer.from(stage.portal.logged.join('\n')) }];
		for (const value of [fragment, secret, capsuleKey, signing.seed, kem.seed])
			expect(findTraces(value, [...sent, ...logged])).toEqual([]);
		expect(sent.some(({ place }) => place.endsWith('/join'))).toBe(true);
	});
});

/** Answers for an invitation as if it were open, with the capsule it had. */
const revived =
	(vault: VaultId): Interfere =>
	async (path, init, pass) => {
		if (/\/invites\/[^/]+$/u.test(path)) {
			const invite = path.split('/').at(-1) ?? '';
			const row = await stage.portal.services.db
				.selectFrom('invites')
				.selectAll()
				.where('id', '=', invite as never)
				.executeTakeFirstOrThrow();
			return Response.json({
				kind: 'client',
				firm: stage.owner.keyholder.session.firm.firm,
				vault,
				capsule: Buffer.from(row.capsule).toString('base64url')
			});
		}
		if (!/-log/u.test(path)) return pass(path, init);
		// Only the open are handed the logs; this portal gives them to anybody.
		const { api } = stage.owner.keyholder;
		const { firm } = stage.owner.keyholder.session.firm;
		const page = /firm-log/u.test(path)
			? await api.firmLog(firm, null)
			: await api.vaultLog(vault, null);
		return Response.json({
			entries: page.entries.map((entry) => Buffer.from(entry).toString('base64url')),
			head: page.head,
			more: false
		});
	};

async function elsewhereLook(vault: VaultId) {
	const reader = elsewhere(stage.portal, stage.owner);
	await reader.enter();
	return reader.core.openVault(vault);
}
