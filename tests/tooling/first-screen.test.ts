import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { firstScreenScript, laterScript } from '../../scripts/first-screen.js';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'tallyport-first-'));
});
afterEach(() => {
	rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, content: string | Buffer): void => {
	writeFileSync(join(folder, name), content);
};

test('every script that the page names counts, compressed; what it does not name does not', () => {
	write(
		'index.html',
		'<script src="/a.js" crossorigin></script><script type="module" src="/b.js">'
	);
	write('a.js', 'x'.repeat(100_000));
	write('b.js', randomBytes(5000));
	const both = firstScreenScript(folder);
	expect(both).toBeGreaterThan(5000);
	expect(both).toBeLessThan(6000);
	write('worker.js', randomBytes(5000));
	expect(firstScreenScript(folder)).toBe(both);
});

test('what is fetched later by staff counts apart, and workers count nowhere', () => {
	mkdirSync(join(folder, '_app/immutable/workers'), { recursive: true });
	write('index.html', '<script type="module" src="/_app/immutable/bundle.js"></script>');
	write('_app/immutable/bundle.js', randomBytes(3000));
	write('_app/immutable/staff.js', randomBytes(5000));
	write('_app/immutable/workers/core.js', randomBytes(7000));
	expect(firstScreenScript(folder)).toBeLessThan(4000);
	expect(laterScript(folder)).toBeGreaterThan(5000);
	expect(laterScript(folder)).toBeLessThan(6000);
});
