/**
 * Who may import whom. The rules an auditor can lean on: the server never reaches code that decrypts, one file
 * touches libsodium, the pages reach keys only through the worker. tests/tooling/imports.test.ts proves that
 * each rule can fail.
 */
const test = '\\.test\\.ts$|(^|/)testing(\\.ts|/)';

/** The files of src/crypto which hold no key, and which the server and the contract may therefore use. */
const keyless =
	'^src/crypto/(brands|errors|bytes|base64url|ids|encoding|hash|random|entry-header)\\.ts$';

/** What those may stand on: names for bytes (keys.ts) and for purposes (context.ts), which open nothing. */
const harmless = [keyless, '^src/crypto/(keys|context)\\.ts$'];

/** @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule */
/** @type {(name: string, comment: string, from: object, to: object) => Rule} */
const forbid = (name, comment, from, to) =>
	/** @type {Rule} */ ({ name, comment, severity: 'error', from, to });

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
	forbidden: [
		forbid(
			'crypto-stands-alone',
			'The auditor reads src/crypto without reading anything else of ours.',
			{ path: '^src/crypto/' },
			{ path: '^src/', pathNot: '^src/crypto/' }
		),
		forbid(
			'crypto-is-pure',
			'No I/O and no Node in src/crypto: it computes, and it runs in the browser.',
			{ path: '^src/crypto/', pathNot: test },
			{ dependencyTypes: ['core'] }
		),
		forbid(
			'one-file-imports-libsodium',
			'src/crypto/sodium.ts is the only door to libsodium, so misuse has one place to be looked for.',
			{ pathNot: '^src/crypto/sodium\\.ts$|^tests/' },
			{ path: '(^|/)libsodium' }
		),
		forbid(
			'server-uses-keyless-crypto',
			'The server parses and hashes. It never imports what derives, seals, wraps or decrypts.',
			{ path: '^src/server/', pathNot: test },
			{ path: '^src/crypto/', pathNot: keyless }
		),
		forbid(
			'server-never-reaches-keys',
			'… not through any chain of imports either.',
			{ path: '^src/server/', pathNot: test },
			{ path: '^src/crypto/|(^|/)libsodium', pathNot: harmless, reachable: true }
		),
		forbid(
			'server-knows-no-client',
			"The clients' rules, pages and commands are not the server's.",
			{ path: '^src/server/' },
			{ path: '^src/(vault|lib|routes|viewer|cli)/' }
		),
		forbid(
			'contract-is-neutral',
			'Both sides parse with the contract, so it knows neither of them.',
			{ path: '^src/contract/', pathNot: test },
			{ path: '^src/', pathNot: ['^src/contract/', keyless] }
		),
		forbid(
			'contract-never-reaches-keys',
			'The server imports the contract.',
			{ path: '^src/contract/', pathNot: test },
			{ path: '^src/crypto/|(^|/)libsodium', pathNot: harmless, reachable: true }
		),
		forbid(
			'contract-needs-only-zod',
			'The contract is schemas and nothing else.',
			{ path: '^src/contract/', pathNot: test },
			{ path: '.', pathNot: ['^src/', '(^|/)zod(/|$)'] }
		),
		forbid(
			'vault-has-no-surface',
			'src/vault is the rules of a client, without pages and without server.',
			{ path: '^src/vault/', pathNot: test },
			{ path: '^src/', pathNot: '^src/(vault|crypto|contract)/' }
		),
		forbid(
			'vault-needs-only-zod',
			'No DOM library, no Svelte, no Node. One file may use the library of maps.',
			{ path: '^src/vault/', pathNot: [test, '^src/vault/persistent-map\\.ts$'] },
			{ path: '.', pathNot: ['^src/', '(^|/)zod(/|$)'] }
		),
		forbid(
			'maps-in-one-file',
			'What a fold gives others are plain ReadonlyMaps.',
			{ path: '^src/', pathNot: '^src/vault/persistent-map\\.ts$' },
			{ path: '(^|/)immutable(/|$)' }
		),
		forbid(
			'pages-hold-no-keys',
			'What runs in the page reaches crypto and vaults only through the worker; types are fine.',
			{ path: '^src/(lib|routes)/', pathNot: [test, '^src/lib/worker/'] },
			{ path: '^src/(crypto|vault)/', dependencyTypesNot: ['type-only'] }
		),
		forbid(
			'pages-use-the-worker-by-its-door',
			'Code that the page imports from the worker folder would run in the page, keys and all.',
			{ path: '^src/(lib|routes)/', pathNot: [test, '^src/lib/worker/'] },
			{
				path: '^src/lib/worker/',
				pathNot: '^src/lib/worker/(spawn|checked-worker|trusted-addresses|rpc|port)\\.ts$',
				dependencyTypesNot: ['type-only']
			}
		),
		forbid(
			'the-door-holds-no-keys',
			'spawn, checked-worker, trusted-addresses, rpc and port run in the page.',
			{ path: '^src/lib/worker/(spawn|checked-worker|trusted-addresses|rpc|port)\\.ts$' },
			{
				path: '^src/',
				pathNot: '^src/lib/worker/(spawn|checked-worker|trusted-addresses|rpc|port)\\.ts$',
				dependencyTypesNot: ['type-only']
			}
		),
		forbid(
			'browser-knows-no-server',
			'Nothing that reaches a browser imports the server or the commands.',
			{ path: '^src/(lib|routes|viewer)/' },
			{ path: '^src/(server|cli)/' }
		),
		forbid(
			'routes-are-thin',
			'Pages show what src/lib offers.',
			{ path: '^src/routes/' },
			{ path: '^src/', pathNot: '^src/(lib|routes)/', dependencyTypesNot: ['type-only'] }
		),
		forbid(
			'lib-knows-no-route',
			'Components do not depend on the pages that show them.',
			{ path: '^src/lib/' },
			{ path: '^src/routes/' }
		),
		forbid(
			'viewer-stands-alone',
			'The document viewer meets hostile files; it shares no code with the app.',
			{ path: '^src/viewer/' },
			{ path: '^src/', pathNot: '^src/viewer/' }
		),
		forbid(
			'nobody-imports-the-viewer',
			'The app frames the viewer; it never runs its code.',
			{ path: '^src/', pathNot: '^src/viewer/' },
			{ path: '^src/viewer/|(^|/)pdfjs-dist/' }
		),
		forbid(
			'shipped-code-knows-no-test',
			'Test code is never shipped.',
			{ path: '^src/', pathNot: test },
			{ path: [test, '^tests/'] }
		),
		forbid(
			'shipped-code-knows-no-demo',
			'The demo brings a passkey in software and makes people up: neither is ever part of what runs for anybody else.',
			{ path: '^src/' },
			{ path: '^scripts/' }
		),
		forbid(
			'demo-is-a-client',
			'The demo does what a browser could do: nothing of the server and nothing of the tests is in its hands.',
			{ path: '^scripts/demo/' },
			{ path: '^(src/(server|cli)|tests)/', reachable: true }
		),
		forbid(
			'shipped-code-needs-no-dev-dependency',
			'What runs is in dependencies.',
			{ path: '^src/', pathNot: [test, '^src/(lib|routes)/', '^src/viewer/dev-server\\.ts$'] },
			{ dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] }
		),
		forbid(
			'no-circle',
			'A circle of modules has no reading order. Circles of types alone are harmless.',
			{},
			{ circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } }
		),
		forbid(
			'no-orphan',
			'A module nobody imports and that imports nobody is dead.',
			{ orphan: true, pathNot: [test, '^scripts/', '^tests/', '^src/routes/', '\\.d\\.ts$'] },
			{}
		),
		forbid(
			'no-unresolvable',
			'Every import must lead somewhere. SvelteKit provides its own when it builds.',
			{},
			{ couldNotResolve: true, pathNot: '^\\$(app|env)/|^svelte/elements$' }
		)
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(build|\\.svelte-kit)/' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: '.svelte-kit/tsconfig.json' },
		enhancedResolveOptions: {
			exportsFields: ['exports'],
			conditionNames: ['svelte', 'browser', 'import', 'default'],
			mainFields: ['module', 'main', 'types']
		}
	}
};
