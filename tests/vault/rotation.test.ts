import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { VaultId } from '../../src/crypto/brands.ts';
import { removeStaff } from '../../src/vault/leaving.ts';
import { Rotation } from '../../src/vault/rotation.ts';
import type { RotationView } from '../../src/vault/view.ts';
import { foundFirm, hire, welcome, type Person } from '../claims/people.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';

const CLIENTS = 7;

let portal: TestPortal;
let owner: Person;
let colleague: Person;
let vaults: VaultId[];

beforeEach(async () => {
	portal = await openPortal();
	({ owner } = await foundFirm(portal));
	colleague = await hire(portal, owner, 'Pavel');
	const petra = await hire(portal, owner, 'Petra');
	vaults = [];
	for (let number = 0; number < CLIENTS; number++)
		vaults.push((await welcome(portal, owner, `Client ${String(number)}`)).vault);
	const { firm, account } = owner.keyholder.session;
	await removeStaff(firm, account.identity, petra.keyholder.session.userId, now);
}, 60_000);
afterEach(() => portal.close());

const now = () => portal.services.now();

function rotationOf({ keyholder }: Person, onView: (view: RotationView) => void = () => undefined) {
	return new Rotation(keyholder.api, keyholder.session, now, (view) => {
		if (view) onView(view);
	});
}

const epochsOf = ({ keyholder }: Person) =>
	Promise.all(
		vaults.map((vault) =>
			keyholder.session.passing(vault, ({ state }) => {
				const [, team] = state.epochs.get(state.epoch)?.grants ?? [];
				return Promise.resolve([state.epoch, team?.teamEpoch]);
			})
		)
	);
const BEFORE = Array.from({ length: CLIENTS }, () => [2, 1]);
const AFTER = Array.from({ length: CLIENTS }, () => [3, 2]);

/** Makes the portal fail while somebody writes into these vaults. */
function failing(person: Person, of: readonly VaultId[], status: number, code: string): void {
	const isOne = (path: string) => of.some((vault) => path.endsWith(`/vaults/${vault}/log`));
	person.interfere = (path, init, pass) =>
		init.method === 'POST' && isOne(path)
			? Promise.resolve(Response.json({ error: { code, message: 'No.' } }, { status }))
			: pass(path, init);
}

describe('new keys for all vaults', () => {
	test('are given to each, once, with progress', async () => {
		expect(await epochsOf(owner)).toEqual(BEFORE);
		const seen: number[] = [];
		const rotation = rotationOf(owner, ({ done }) => seen.push(done));
		await rotation.run();
		expect(await epochsOf(owner)).toEqual(AFTER);
		expect(rotation.view).toEqual({ state: 'done', total: CLIENTS, done: CLIENTS, failed: [] });
		expect(seen).toEqual([...seen].sort((a, b) => a - b));
		await rotation.run();
		expect(await epochsOf(owner)).toEqual(AFTER);
	});

	test('stop when asked, and go on where they were', async () => {
		const rotation: Rotation = rotationOf(owner, ({ done }) => {
			if (done === 1) rotation.pause();
		});
		await rotation.run();
		const done = rotation.view?.done ?? 0;
		expect(rotation.view).toMatchObject({ state: 'waiting', total: CLIENTS });
		expect(done).toBeGreaterThan(0);
		expect(done).toBeLessThan(CLIENTS);

		const next = rotationOf(owner);
		await next.run();
		expect(next.view).toEqual({
			state: 'done',
			total: CLIENTS - done,
			done: CLIENTS - done,
			failed: []
		});
		expect(await epochsOf(owner)).toEqual(AFTER);
	});

	test('name the vault that could not be done, do the rest, and do it the next time', async () => {
		const [vault] = vaults;
		if (!vault) throw new Error('no vault');
		failing(owner, [vault], 409, 'entry-refused');
		const rotation = rotationOf(owner);
		await rotation.run();
		expect(rotation.view).toMatchObject({ state: 'waiting', done: CLIENTS - 1 });
		expect(rotation.view?.failed).toMatchObject([
			{ vault, name: 'Client 0', problem: { code: 'entry-refused' } }
		]);
		owner.interfere = null;
		await rotation.run();
		expect(rotation.view).toEqual({ state: 'done', total: 1, done: 1, failed: [] });
		expect(await epochsOf(owner)).toEqual(AFTER);
	});

	test('stop for now when the portal is full or away, rather than fail at every vault', async () => {
		failing(owner, vaults, 507, 'disk-full');
		const full = rotationOf(owner);
		await full.run();
		expect(full.view).toMatchObject({ state: 'waiting', done: 0 });
		// Those that were under way; the others were not begun.
		expect(full.view?.failed.length).toBeLessThanOrEqual(4);
		owner.interfere = () => Promise.reject(new TypeError('no network'));
		const away = rotationOf(owner);
		await expect(away.run()).rejects.toMatchObject({ code: 'offline' });
		owner.interfere = null;
		await away.run();
		expect(away.view?.failed).toEqual([]);
		expect(await epochsOf(owner)).toEqual(AFTER);
	});

	test('are finished by colleagues too, also at the same time, and by nobody twice', async () => {
		await colleague.core.team();
		const [first, second] = [rotationOf(owner), rotationOf(colleague)];
		await Promise.all([first.run(), second.run()]);
		expect(await epochsOf(owner)).toEqual(AFTER);
		for (const { view } of [first, second]) {
			expect(view?.failed ?? []).toEqual([]);
			expect(view?.state ?? 'done').toBe('done');
		}
	});

	test('say that all is done when somebody else has finished what one stopped', async () => {
		const rotation: Rotation = rotationOf(owner, ({ done }) => {
			if (done === 1) rotation.pause();
		});
		await rotation.run();
		expect(rotation.view?.state).toBe('waiting');
		await colleague.core.team();
		await rotationOf(colleague).run();
		await rotation.run();
		expect(rotation.view).toEqual({ state: 'done', total: CLIENTS, done: CLIENTS, failed: [] });
	});

	test('a second call joins the first', async () => {
		const rotation = rotationOf(owner);
		await Promise.all([rotation.run(), rotation.run()]);
		expect(await epochsOf(owner)).toEqual(AFTER);
		expect(rotation.view).toMatchObject({ total: CLIENTS, done: CLIENTS });
	});

	test('leave a vault that somebody has open where it is', async () => {
		const [vault] = vaults;
		if (!vault) throw new Error('no vault');
		await owner.core.openVault(vault);
		const open = owner.keyholder.session.openVaults;
		await rotationOf(owner).run();
		expect(owner.keyholder.session.openVaults).toEqual(open);
		expect(open).toContain(vault);
	});
});

test('nobody has anything to do when nobody left', async () => {
	await rotationOf(owner).run();
	const rotation = rotationOf(owner);
	await rotation.run();
	expect(rotation.view).toBeNull();
});
