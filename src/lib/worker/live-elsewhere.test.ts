/** What a nudge of the server leads to, by a real session: only the browser's event stream is a stand-in. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fragmentOf, elsewhere, foundFirm, welcome } from '../../../tests/claims/people.ts';
import { openPortal, type TestPortal } from '../../../tests/server/portal.ts';
import { newVaultId } from '../../crypto/ids.ts';
import type { ServerEvent } from '../../contract/api.ts';
import { listen, type NudgeStream } from './live.ts';
import type { CoreEvent } from './port.ts';

/** What a browser does with the connection is the browser's; this one hears what it is told. */
const stream: NudgeStream = {
	onopen: null,
	onerror: null,
	onmessage: null,
	readyState: 1,
	addEventListener: () => undefined,
	close: () => undefined
};

let portal: TestPortal;
beforeAll(async () => {
	portal = await openPortal();
});
afterAll(async () => {
	await portal.close();
});

test('a device that hears of a vault joined on another one takes it in, and nothing that is not theirs', async () => {
	const { owner } = await foundFirm(portal);
	const { vault: home, client: maria } = await welcome(portal, owner, 'Maria');
	const device = elsewhere(portal, maria);
	await device.enter();
	const { session } = device.keyholder;
	const heard: CoreEvent[] = [];
	const failed: unknown[] = [];
	const stop = listen(
		session,
		(event) => heard.push(event),
		{ ready: () => undefined, signedOut: () => undefined, failed: (error) => failed.push(error) },
		() => stream
	);
	const nudge = (event: ServerEvent) =>
		stream.onmessage?.(new MessageEvent('message', { data: JSON.stringify(event) }));
	const company = await owner.core.createClient('Rivera Ltd');
	await maria.core.openLink(fragmentOf((await owner.core.inviteClient(company, 'M', true)).url));
	await maria.core.joinAs();

	const { firm } = session.firm;
	nudge({ type: 'vault', firm, vault: company, seq: 2 });
	await expect.poll(() => heard).toContainEqual({ type: 'team-changed' });
	expect((await device.core.me())?.vaults).toEqual([home, company]);

	heard.length = 0;
	const unknown = newVaultId();
	nudge({ type: 'vault', firm, vault: unknown, seq: 0 });
	await expect.poll(() => heard).toContainEqual({ type: 'vault-changed', vault: unknown });
	expect(heard).not.toContainEqual({ type: 'team-changed' });
	expect((await device.core.me())?.vaults).toEqual([home, company]);
	expect(failed).toEqual([]);
	stop();
});
