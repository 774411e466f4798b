/** The import rules are a claim of SECURITY.md, so each is shown a tree that breaks it, and one that does not. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { describe, expect, test } from 'vitest';
import configuration from '../../.dependency-cruiser.mjs';

type Tree = Record<string, string>;

const trees: Record<string, Tree> = {
	'crypto-stands-alone': {
		'src/crypto/seal.ts': "import '../contract/wire.ts';",
		'src/contract/wire.ts': ''
	},
	'crypto-is-pure': { 'src/crypto/seal.ts': "import 'node:fs';" },
	'one-file-imports-libsodium': { 'src/crypto/seal.ts': "import 'libsodium-wrappers';" },
	'server-uses-keyless-crypto': {
		'src/server/main.ts': "import type { Key } from '../crypto/seal.ts';",
		'src/crypto/seal.ts': 'export type Key = string;'
	},
	'server-never-reaches-keys': {
		'src/server/main.ts': "import '../contract/wire.ts';",
		'src/contract/wire.ts': "import '../crypto/ids.ts';",
		'src/crypto/ids.ts': "import './sodium.ts';",
		'src/crypto/sodium.ts': ''
	},
	'server-knows-no-client': {
		'src/server/main.ts': "import '../vault/fold.ts';",
		'src/vault/fold.ts': ''
	},
	'contract-is-neutral': {
		'src/contract/wire.ts': "import '../server/main.ts';",
		'src/server/main.ts': ''
	},
	'contract-never-reaches-keys': {
		'src/contract/wire.ts': "import '../crypto/ids.ts';",
		'src/crypto/ids.ts': "import './wrap.ts';",
		'src/crypto/wrap.ts': ''
	},
	'contract-needs-only-zod': { 'src/contract/wire.ts': "import 'hono';" },
	'vault-has-no-surface': {
		'src/vault/fold.ts': "import '../lib/session.ts';",
		'src/lib/session.ts': ''
	},
	'vault-needs-only-zod': { 'src/vault/fold.ts': "import 'svelte';" },
	'maps-in-one-file': { 'src/vault/fold.ts': "import 'immutable';" },
	'pages-hold-no-keys': {
		'src/lib/session.ts': "import { open } from '../crypto/seal.ts'; open();",
		'src/crypto/seal.ts': 'export const open = () => 1;'
	},
	'pages-use-the-worker-by-its-door': {
		'src/lib/session.ts': "import { Keyholder } from './worker/keyholder.ts'; new Keyholder();",
		'src/lib/worker/keyholder.ts': 'export class Keyholder {}'
	},
	'the-door-holds-no-keys': {
		'src/lib/worker/spawn.ts': "import { open } from './keyholder.ts'; open();",
		'src/lib/worker/keyholder.ts': 'export const open = () => 1;'
	},
	'browser-knows-no-server': {
		'src/lib/session.ts': "import '../server/main.ts';",
		'src/server/main.ts': ''
	},
	'routes-are-thin': {
		'src/routes/+page.ts': "import { x } from '../contract/wire.ts'; x();",
		'src/contract/wire.ts': 'export const x = () => 1;'
	},
	'lib-knows-no-route': { 'src/lib/a.ts': "import '../routes/b.ts';", 'src/routes/b.ts': '' },
	'viewer-stands-alone': { 'src/viewer/viewer.ts': "import '../lib/a.ts';", 'src/lib/a.ts': '' },
	'nobody-imports-the-viewer': { 'src/lib/a.ts': "import 'pdfjs-dist/build/pdf.mjs';" },
	'shipped-code-knows-no-test': {
		'src/vault/a.ts': "import './a.test.ts';",
		'src/vault/a.test.ts': ''
	},
	'shipped-code-knows-no-demo': {
		'src/lib/worker/keyholder.ts': "import '../../../scripts/demo/passkey.ts';",
		'scripts/demo/passkey.ts': ''
	},
	'demo-is-a-client': {
		'scripts/demo/fill.ts': "import './person.ts';",
		'scripts/demo/person.ts': "import '../../src/server/services.ts';",
		'src/server/services.ts': ''
	},
	'shipped-code-needs-no-dev-dependency': {
		'package.json': '{ "devDependencies": { "fast-check": "*" } }',
		'node_modules/fast-check/package.json': '{ "name": "fast-check", "main": "index.js" }',
		'node_modules/fast-check/index.js': '',
		'src/server/main.ts': "import 'fast-check';"
	},
	'no-circle': {
		'src/vault/a.ts': "import { b } from './b.ts'; export const a = b;",
		'src/vault/b.ts': "import { a } from './a.ts'; export const b = () => a;"
	},
	'no-orphan': { 'src/vault/a.ts': 'export const a = 1;' },
	'no-unresolvable': { 'src/vault/a.ts': "import './gone.ts';" }
};

const allowed: Tree = {
	'src/server/main.ts': "import '../contract/wire.ts'; import '../crypto/hash.ts';",
	'src/contract/wire.ts': "import '../crypto/ids.ts';",
	'src/crypto/ids.ts': "import './keys.ts';",
	'src/crypto/keys.ts': '',
	'src/crypto/hash.ts': '',
	'src/vault/fold.ts': "import '../crypto/seal.ts'; import '../contract/wire.ts';",
	'src/crypto/seal.ts': '',
	'src/lib/session.ts':
		"import type { View } from '../vault/fold.ts'; import { spawn } from './worker/spawn.ts'; spawn();",
	'src/lib/worker/spawn.ts': "import type { A } from './core.ts'; export const spawn = () => 1;",
	'src/lib/worker/core.ts': "import { fold } from '../../vault/fold.ts'; fold();",
	'src/routes/+page.ts': "import '../lib/session.ts';"
};

async function brokenRules(tree: Tree): Promise<string[]> {
	const folder = mkdtempSync(join(tmpdir(), 'tallyport-imports-'));
	try {
		for (const [path, code] of Object.entries(tree)) {
			mkdirSync(dirname(join(folder, path)), { recursive: true });
			writeFileSync(join(folder, path), code);
		}
		const { tsConfig: _, ...options } = configuration.options ?? {};
		const { output } = await cruise(
			['src', ...(existsSync(join(folder, 'scripts')) ? ['scripts'] : [])],
			{
				...options,
				baseDir: folder,
				validate: true,
				ruleSet: { forbidden: configuration.forbidden ?? [] }
			}
		);
		if (typeof output === 'string') throw new Error('Expected a result, not a report');
		return output.summary.violations.map((violation) => violation.rule.name);
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

describe('the import rules', () => {
	test.each(Object.entries(trees))('%s refuses what it forbids', async (rule, tree) => {
		expect(await brokenRules(tree)).toContain(rule);
	});

	test('each has a tree that breaks it', () => {
		const rules = configuration.forbidden?.map((rule) => rule.name) ?? [];
		expect(Object.keys(trees).sort()).toEqual(rules.sort());
	});

	test('hold inside Svelte components, where types are still allowed', async () => {
		const component = (line: string) => `<script lang="ts">${line}</script>`;
		const tree = { 'src/vault/fold.ts': 'export const fold = () => 1; export type View = string;' };
		const types = component("import type { View } from '../vault/fold.ts'; let v: View;");
		const code = component("import { fold } from '../vault/fold.ts'; fold();");
		const rule = 'pages-hold-no-keys';
		expect(await brokenRules({ ...tree, 'src/lib/A.svelte': code })).toContain(rule);
		expect(await brokenRules({ ...tree, 'src/lib/A.svelte': types })).not.toContain(rule);
	});

	test('refuse nothing in a tree that keeps to them', async () => {
		expect(await brokenRules(allowed)).toEqual([]);
	});
});
