import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inviteResponse, logPage } from '../../src/contract/api.ts';
import { toWire } from '../../src/contract/wire.ts';
import { linkKeys, parseLinkSecret } from '../../src/crypto/link.ts';
import { openCapsule, sealCapsule } from '../../src/vault/capsule.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { foundFirm, fragmentOf, Person } from './people.ts';

describe('invitation links', () => {
	let portal: TestPortal;
	let owner: Person;
	beforeAll(async () => {
		portal = await openPortal();
		({ owner } = await foundFirm(portal));
	});
	afterAll(() => portal.close());

	async function invited(name: string) {
		const vault = await owner.core.createClient(name);
		const { url } = await owner.core.inviteClient(vault, name, true);
		return { vault, fragment: fragmentOf(url) };
	}

	test('C25 a capsule, a log or an invitation the firm did not sign stops the join before anything is shown', async () => {
		const real = await invited('Real');
		const other = await invited('Other');
		const keys = await linkKeys(parseLinkSecret(real.fragment));
		const refusedAs = async (interfere: NonNullable<Person['interfere']>, ...codes: string[]) => {
			const victim = new Person(portal);
			victim.interfere = interfere;
			const error: unknown = await victim.core.openLink(real.fragment).catch((e: unknown) => e);
			expect(codes).toContain((error as { code: string }).code);
			expect(victim.sent.every(({ body }) => body === undefined)).toBe(true);
		};
		const swap =
			(suffix: RegExp, answer: (original: Response) => Promise<Response>) =>
			async (...[path, init, pass]: Parameters<NonNullable<Person['interfere']>>) => {
				const response = await pass(path, init);
				return suffix.test(path) ? answer(response) : response;
			};
		// The same link's capsule sealed again with another name: its hash is not in the log.
		await refusedAs(
			swap(/invites\/[^/]+$/u, async (response) => {
				const invite = inviteResponse.parse(await response.json());
				const capsule = await openCapsule(keys.capsuleKey, keys.inviteId, invite.capsule);
				const forged = await sealCapsule(keys.capsuleKey, keys.inviteId, {
					...capsule,
					firmName: 'Another firm'
				});
				return Response.json({ ...invite, capsule: toWire(forged) });
			}),
			'capsule-mismatch'
		);
		// Another link's capsule.
		const otherKeys = await linkKeys(parseLinkSecret(other.fragment));
		const otherCapsule = await owner.keyholder.api.invite(otherKeys.inviteId);
		await refusedAs(
			swap(/invites\/[^/]+$/u, async (response) => {
				const invite = inviteResponse.parse(await response.json());
				return Response.json({ ...invite, capsule: toWire(otherCapsule.capsule) });
			}),
			'capsule-mismatch'
		);
		// A firm log or vault log cut before what the capsule names.
		for (const which of [/firm-log/u, /vault-log/u])
			await refusedAs(
				swap(which, async (response) => {
					const page = logPage.parse(await response.json());
					const entries = page.entries.slice(0, which.source.includes('firm') ? 0 : 1).map(toWire);
					return Response.json({ entries, head: page.head, more: false });
				}),
				'log-broken',
				'log-rolled-back',
				'capsule-mismatch'
			);
		// The other vault's log.
		const otherLog = await owner.keyholder.api.vaultLog(other.vault, null);
		await refusedAs(
			swap(/vault-log/u, () =>
				Promise.resolve(
					Response.json({
						entries: otherLog.entries.map(toWire),
						head: otherLog.head,
						more: false
					})
				)
			),
			'log-broken'
		);
		const honest = new Person(portal);
		expect(await honest.core.openLink(real.fragment)).toMatchObject({
			firmName: 'Harbor & Finch',
			name: 'Real',
			inviterName: 'Olu'
		});
	});
});
