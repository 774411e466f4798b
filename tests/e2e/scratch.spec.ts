import { expect, test } from './fixtures/test.ts';
import * as j from './fixtures/journeys.ts';
test('scratch', async ({ portal, person }) => {
	const owner = await person('owner');
	await j.setUpFirm(owner, portal.setupLink);
	const sam = await person('sam');
	const link = await j.inviteColleague(owner, 'Sam Ortiz');
	console.log(link);
	sam.page.on('response', async r => { console.log(r.status(), r.url()); if (r.url().includes('/api/')) console.log((await r.text().catch(e => String(e))).slice(0,200)) });
	sam.page.on('console', m => console.log(m.text()));
	await sam.page.goto(link);
	await sam.page.waitForTimeout(4000);
	console.log(await sam.page.locator('body').innerText());
	console.log(portal.output);
});
