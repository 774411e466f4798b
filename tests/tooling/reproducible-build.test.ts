/** The pages are the same whoever builds them: otherwise a published fingerprint could not be compared with anything. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fingerprintOf } from '../../scripts/seal-site.js';
import { cleanBuild } from './clean-build.ts';

const DAYS_400 = 400 * 24 * 60 * 60 * 1000;
/** Runs before the build's own code and moves its clock. */
const laterClock = `const RealDate = Date;
globalThis.Date = class extends RealDate {
	constructor(...given) { given.length === 0 ? super(RealDate.now() + ${DAYS_400}) : super(...given); }
	static now() { return RealDate.now() + ${DAYS_400}; }
};
`;

let folder = '';
let builds: string[] = [];
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tallyport-build-'));
	const clock = join(folder, 'clock.mjs');
	writeFileSync(clock, laterClock);
	const elsewhere = {
		TZ: 'Asia/Kathmandu',
		LANG: 'tr_TR.UTF-8',
		HOME: folder,
		CI: '1',
		NODE_ENV: 'development',
		NODE_OPTIONS: `--import=${clock}`
	};
	builds = await Promise.all([
		cleanBuild(join(folder, 'one'), { env: { TZ: 'UTC', LANG: 'C' } }),
		cleanBuild(join(folder, 'a longer name/and/deeper'), { env: elsewhere, umask: '077' })
	]);
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('C32 two clean builds in different folders, at other times, in other surroundings have one fingerprint', () => {
	const [one = '', other = ''] = builds;
	const manifest = (build: string) => readFileSync(join(build, 'asset-manifest.json'), 'utf8');
	expect(manifest(one)).toContain('"viewer/viewer.js"');
	expect(manifest(one)).toBe(manifest(other));
	expect(fingerprintOf(one)).toBe(fingerprintOf(other));
});
