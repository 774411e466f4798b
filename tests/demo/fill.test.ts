import { expect, test } from 'vitest';
import { fill } from '../../scripts/demo/fill.ts';
import { openPortal, ORIGIN } from '../server/portal.ts';

test('try', async () => {
	const portal = await openPortal();
	const t = Date.now();
	const filled = await fill({
		reach: { origin: ORIGIN, fetch: portal.fetch },
		clock: {
			now: () => portal.services.now(),
			moveTo: async (at) => portal.pass(at - portal.services.now())
		},
		setupToken: portal.setupToken,
		clients: Number(process.env.N ?? 3),
		say: (line) => console.log(Date.now() - t, line)
	});
	console.log(Date.now() - t);
	const rows = await filled.host.core.clients();
	console.log(
		rows.map(
			(r) =>
				`${r.name} ${r.files} ${r.newFiles} ${r.newMessages} ${r.status} ${new Date(r.lastAt).toISOString()}`
		)
	);
	await portal.close();
	expect(1).toBe(1);
}, 200000);
