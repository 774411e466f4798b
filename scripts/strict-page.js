/**
 * Vite plugins that make what Svelte and SvelteKit emit fit for a page that runs only scripts named by their hash and
 * makes no markup from strings. Each throws when the code it changes is no longer there, so that an update of those
 * packages cannot undo it unnoticed.
 */
import { createHash } from 'node:crypto';

/**
 * The workers, and what stands for their hashes in the code that starts them until they are built. The sealing worker's
 * is first: it is started by the core worker, whose own hash then covers it (src/lib/worker/checked-worker.ts).
 */
const workers = [
	{ name: 'part.worker', toCome: 'integrity-of-the-part-worker' },
	{ name: 'core.worker', toCome: 'integrity-of-the-core-worker' }
];

/** @returns {import('vite').Plugin[]} */
export function strictPage() {
	return [
		announcerWithoutInlineStyle(),
		startWithoutImport(),
		pagesWithoutImport(),
		noMarkupFromStrings(),
		workerHashes()
	];
}

/**
 * SvelteKit's root component hides its route announcer with a style attribute, which a policy without
 * 'unsafe-inline' refuses. Style directives say the same through the CSSOM, which it allows.
 */
function announcerWithoutInlineStyle() {
	const styleAttribute = /(<div id="svelte-announcer"[^>]*) style="([^"]*)"/;
	return changed('announcer-without-inline-style', '/generated/root.svelte', (code) =>
		code.replace(styleAttribute, (_, tag, style) =>
			[
				tag,
				...style
					.split('; ')
					.map((/** @type {string} */ rule) => rule.replace(/(.*): (.*)/, 'style:$1="$2"'))
			].join(' ')
		)
	);
}

/**
 * The bundle starts itself. SvelteKit would start it with import(), for which a browser fetches the file again, without
 * any hash, when the file that the page named did not have the right one. It does not start when the page's first script
 * (seal-site.js) has seen another file refused.
 */
function startWithoutImport() {
	return changed(
		'start-without-import',
		'/kit/src/runtime/client/bundle.js',
		(code) => `${code}\nif (!globalThis.refusedFile) start(document.querySelector('#app'));\n`
	);
}

/**
 * Every page is part of the program. SvelteKit would import() each where it is opened, which browsers do without any hash.
 */
function pagesWithoutImport() {
	const later = /\bimport\('([^']+)'\)/g;
	return changed('pages-without-import', '/generated/client-optimized/app.js', (code) => {
		const paths = [...code.matchAll(later)].map(([, path]) => path);
		const imports = paths.map((path, index) => `import * as page${index} from '${path}';`);
		let next = 0;
		return imports.join('\n') + code.replace(later, () => `Promise.resolve(page${next++})`);
	});
}

/**
 * With `fragments: 'tree'` Svelte builds elements one by one, and this function is left for `{@html}` and raw snippets,
 * which this app does not use. Without it no policy is needed that would let a string become markup.
 */
function noMarkupFromStrings() {
	const refusal =
		"{ throw new TypeError('This portal makes no markup from strings: no {@html}, no raw snippets.'); }";
	return changed('no-markup-from-strings', '/svelte/src/internal/client/dom/reconciler.js', () =>
		['create_trusted_html', 'create_fragment_from_html']
			.map((name) => `export function ${name}() ${refusal}`)
			.join('\n')
	);
}

/**
 * Writes each worker's hash into the code that starts it. The name of that code's file, made before, holds a hash over the
 * worker's name and thereby over the worker, so one name still means one content.
 * @returns {import('vite').Plugin}
 */
function workerHashes() {
	return {
		name: 'worker-hashes',
		apply: (_, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
		generateBundle: {
			order: 'post',
			handler(_, bundle) {
				const files = Object.values(bundle);
				const built = files.filter((file) => /\/workers\/[^/]+\.js$/.test(file.fileName));
				if (built.length !== workers.length) this.error('Expected a file for each worker');
				for (const { name, toCome } of workers) {
					const [worker] = built.filter((file) => file.fileName.includes(`/workers/${name}-`));
					const [starter, ...others] = files.filter((file) => contentOf(file).includes(toCome));
					if (!worker || !starter || others.length > 0)
						this.error(`Expected one ${name} and one place that starts it`);
					const hash = createHash('sha256').update(contentOf(worker)).digest('base64');
					let code = contentOf(starter);
					if (built.includes(starter)) code = withAddress(code, worker.fileName);
					if (built.includes(starter) && !code.includes(JSON.stringify(`/${worker.fileName}`)))
						this.error(`The address of ${name} is not as it was when this was written`);
					setContent(starter, code.replace(toCome, `sha256-${hash}`));
				}
			}
		}
	};
}

/** A worker runs from its bytes and has no address of its own, to which Vite makes those of others relative. */
function withAddress(/** @type {string} */ code, /** @type {string} */ path) {
	const name = path.split('/').at(-1);
	const relative = /new URL\((["'`])([^"'`]*)\1,\s*import\.meta\.url\)\.href/g;
	return code.replace(relative, (whole, _, given) =>
		given.split('/').at(-1) === name ? JSON.stringify(`/${path}`) : whole
	);
}

/** @typedef {import('vite').Rolldown.OutputBundle[string]} Output */
const contentOf = (/** @type {Output} */ file) =>
	file.type === 'chunk' ? file.code : Buffer.from(file.source).toString();

function setContent(/** @type {Output} */ file, /** @type {string} */ content) {
	if (file.type === 'chunk') file.code = content;
	else file.source = content;
}

/**
 * @param {string} name
 * @param {string} file how the module's path ends
 * @param {(code: string) => string} change
 * @returns {import('vite').Plugin}
 */
function changed(name, file, change) {
	return {
		name,
		enforce: 'pre',
		transform(code, id) {
			if (!id.endsWith(file)) return null;
			const after = change(code);
			if (after === code) this.error(`${file} is not as it was when this was written`);
			return after;
		}
	};
}
