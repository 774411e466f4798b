import { spawnSync } from 'node:child_process';
import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	symlinkSync,
	writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const toolchain = fileURLToPath(new URL('../../scripts/toolchain.js', import.meta.url));

test('packages are never installed through a link, which would empty the folder it leads to', () => {
	const folder = mkdtempSync(join(tmpdir(), 'tallyport-toolchain-'));
	try {
		const theirs = join(folder, 'theirs');
		const project = join(folder, 'project');
		mkdirSync(theirs);
		writeFileSync(join(theirs, 'kept'), '');
		mkdirSync(join(project, 'scripts'), { recursive: true });
		cpSync(toolchain, join(project, 'scripts/toolchain.js'));
		writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
		writeFileSync(join(project, 'package-lock.json'), '{ "lockfileVersion": 3, "packages": {} }');
		symlinkSync(theirs, join(project, 'node_modules'));
		const install = "await (await import('./scripts/toolchain.js')).ensureInstalled()";
		const { status, stderr } = spawnSync(
			process.execPath,
			['--input-type=module', '--eval', install],
			{ cwd: project, encoding: 'utf8' }
		);
		expect({ status, stderr }).toEqual({
			status: 1,
			stderr: expect.stringContaining('node_modules is a link')
		});
		expect(existsSync(join(theirs, 'kept'))).toBe(true);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
