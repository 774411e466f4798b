/** Builds the pages from a copy of their sources in a folder of its own, as somebody else would on another computer. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inputs } from '../../scripts/site.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const build = "await (await import('./scripts/site.js')).buildSite();";

export interface Surroundings {
	readonly env?: Record<string, string>;
	/** As for `umask`. */
	readonly umask?: string;
}

/** Returns the folder of the built pages; throws what the build said when it fails. */
export async function cleanBuild(folder: string, { env = {}, umask = '022' }: Surroundings = {}) {
	for (const path of [...inputs, 'scripts']) {
		if (!existsSync(join(root, path))) continue;
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		cpSync(join(root, path), join(folder, path), { recursive: true });
	}
	symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
	const node = join(root, 'node_modules/.bin/node');
	const command = `umask ${umask} && exec "$0" --input-type=module --eval "$1"`;
	const builder = spawn('/bin/sh', ['-c', command, node, build], {
		cwd: folder,
		env: { PATH: process.env['PATH'], ...env },
		stdio: ['ignore', 'pipe', 'pipe']
	});
	let said = '';
	for (const stream of [builder.stdout, builder.stderr])
		stream.setEncoding('utf8').on('data', (text: string) => (said += text));
	const [code] = await once(builder, 'exit');
	if (code !== 0) throw new Error(`The build failed:\n${said}`);
	return join(folder, 'build');
}
