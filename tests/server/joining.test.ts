import { afterAll, beforeAll, expect, test } from 'vitest';
import {
	appendResponse,
	inviteResponse,
	logPage,
	signedIn,
	vaultsPage
} from '../../src/contract/api.ts';
import { openPortal, ORIGIN, read, type TestPortal } from './portal.ts';
import { World, type Firm } from './world.ts';

let portal: TestPortal;
let world: World;
let firm: Firm;
beforeAll(async () => {
	portal = await openPortal();
	world = new World(portal.fetch, ORIGIN);
	firm = await world.setUp(portal.setupToken);
});
afterAll(() => portal.close());

test('smoke', async () => {
	const ana = await world.staff(firm);
	const vault = await world.createVault(firm, ana);
	const client = await world.client(vault);
	const blob = await world.upload(vault, client, [new Uint8Array(1000), new Uint8Array(10)]);
	await read(world.addFile(vault, client, blob), appendResponse);
	const list = await read(ana.browser.get(`/api/firms/${firm.id}/vaults`), vaultsPage);
	console.log(list.vaults[0]);
	console.log(portal.logged.slice(-3));
});
