import { afterAll, beforeAll, expect, test } from 'vitest';
import { Desk } from './records.ts';

let desk: Desk;
beforeAll(async () => void (desk = await Desk.clear()));
afterAll(() => desk.leave());

test('the command lists what it can check', async () => {
	const { code, out } = await desk.tallyportByHand('--help');
	expect(code).toBe(0);
	expect(out).toMatch(/verify-log .*verify-site /su);
});

test('what is no command, and no command at all, are errors of use', async () => {
	for (const args of [['verify-everything'], []]) {
		const { code, out } = await desk.tallyport(...args);
		expect([code, out]).toEqual([2, '']);
	}
});

test('verify-site reads the manifest it is given, and says when that is none', async () => {
	await desk.keep('manifest.json', '{}');
	const site = 'http://127.0.0.1:9';
	const { code, out } = await desk.tallyport('verify-site', site, '--manifest', 'manifest.json');
	expect([code, out]).toEqual([2, expect.stringContaining('manifest.json is not the manifest')]);
});
