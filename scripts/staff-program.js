/**
 * A Vite plugin: the screens that only staff see become a second program, in one script and one stylesheet, that the first
 * fetches by the hashes which this plugin writes into it (src/lib/core/staff-program.svelte.ts). So index.html names the
 * first program with its hash, and the first names the second with its own. Throws when the build holds any other script,
 * or one that imports something later: docs/decisions/0020.
 */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/** Where the second program begins, and what fetches it. */
const entry = 'src/lib/screens/staff-program.ts';
const fetcher = '/src/lib/core/staff-program.svelte.ts';
/** What stands there for what is known later. */
const toCome = {
	script: /(['"`])address-of-the-staff-script\1/,
	scriptHash: 'integrity-of-the-staff-script',
	stylesheet: 'address-of-the-staff-stylesheet',
	stylesheetHash: 'integrity-of-the-staff-stylesheet'
};

/**
 * @typedef {object} Chunk
 * @property {'chunk'} type
 * @property {string} name
 * @property {string} fileName
 * @property {string} code
 * @property {string[]} imports
 * @property {string[]} dynamicImports
 * @property {{ importedCss: Set<string> }} [viteMetadata]
 */
/**
 * @typedef {object} Asset
 * @property {'asset'} type
 * @property {string} fileName
 * @property {string | Uint8Array} source
 */
/** @typedef {Record<string, Chunk | Asset>} Bundle */

/** @returns {import('vite').Plugin} */
export function staffProgram() {
	/** SvelteKit's own entry, with which the first program begins. */
	let first = '';
	let reference = '';
	return {
		name: 'staff-program',
		apply: 'build',
		// After SvelteKit, whose single bundle becomes two files.
		enforce: 'post',
		config(config) {
			if (config.build?.ssr) return;
			const options = config.build?.rollupOptions;
			const { input, output } = options ?? {};
			if (!options || !output || Array.isArray(output) || typeof input !== 'object')
				throw new Error('SvelteKit configures its bundle in another way now');
			first = Object.entries(input).find(([name]) => name === 'bundle')?.[1] ?? '';
			if (first === '') throw new Error('SvelteKit begins its bundle in another way now');
			output.codeSplitting = true;
			output.chunkFileNames = '_app/immutable/[name].[hash].js';
			// What both programs use is in the first, without a third file that would only name it.
			options.preserveEntrySignatures = false;
		},
		buildStart() {
			if (this.environment.name !== 'client') return;
			reference = this.emitFile({ type: 'chunk', id: entry, name: 'staff' });
		},
		transform(code, id) {
			if (this.environment.name !== 'client') return null;
			// It runs after the first program and shares its modules, the stores and Svelte among them.
			if (id.endsWith(`/${entry}`)) return `import ${JSON.stringify(first)};\n${code}`;
			if (!id.endsWith(fetcher)) return null;
			// Known to the bundler, so that the first program's name holds a hash over the second's.
			const after = code.replace(toCome.script, `import.meta.ROLLUP_FILE_URL_${reference}`);
			if (after === code) this.error(`${fetcher} is not as it was when this was written`);
			return after;
		},
		generateBundle: {
			order: 'post',
			handler(_, bundle) {
				if (this.environment.name !== 'client') return;
				writeHashes(bundle);
			}
		}
	};
}

/**
 * Into the first program, the hashes of the second.
 * @param {Bundle} bundle
 */
export function writeHashes(bundle) {
	const { program, staff, stylesheet } = partsOf(bundle);
	program.code = replacedOnce(program.code, [
		[toCome.scriptHash, integrityOf(staff.code)],
		[toCome.stylesheet, `/${stylesheet.fileName}`],
		[toCome.stylesheetHash, integrityOf(stylesheet.source)]
	]);
}

function partsOf(/** @type {Bundle} */ bundle) {
	const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
	const [program, staff] = ['bundle', 'staff'].map((name) =>
		chunks.find((chunk) => chunk.name === name)
	);
	if (!program || !staff || chunks.length !== 2)
		throw new Error(`Expected two scripts: ${chunks.map(({ fileName }) => fileName).join(', ')}`);
	for (const { fileName, dynamicImports, code } of chunks)
		if (dynamicImports.length > 0 || /\bimport\s*\(/.test(code))
			throw new Error(`${fileName} imports something later, of which no browser checks the hash`);
	if (program.imports.length > 0 || staff.imports.join() !== program.fileName)
		throw new Error('The staff’s program is to import the first one, and nothing else');
	if (!program.code.includes(basename(staff.fileName)))
		throw new Error('The first program does not name the staff’s');
	const [style = '', ...others] = staff.viteMetadata?.importedCss ?? [];
	const stylesheet = bundle[style];
	if (stylesheet?.type !== 'asset' || others.length > 0)
		throw new Error('Expected one stylesheet of the staff’s program');
	return { program, staff, stylesheet };
}

/**
 * @param {string} code
 * @param {[string, string][]} replacements
 */
function replacedOnce(code, replacements) {
	return replacements.reduce((text, [before, after]) => {
		if (text.split(before).length !== 2) throw new Error(`Expected one ${before}`);
		return text.replace(before, after);
	}, code);
}

const integrityOf = (/** @type {string | Uint8Array} */ content) =>
	`sha256-${createHash('sha256').update(content).digest('base64')}`;
