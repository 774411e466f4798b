/**
 * Runs a further program of the portal: its script, by an element that carries the hash the build wrote, and its stylesheet
 * likewise. A browser that does not get what has this hash runs nothing of it. Never import(): for that, browsers take no hash.
 */
import { trustedAddresses } from '../worker/trusted-addresses.ts';

export interface ProgramFile {
	readonly address: string;
	/** "sha256-" and the hash in base64. */
	readonly integrity: string;
}

/** Those that the code of this page was built with: the only addresses of scripts that this page may be given. */
const known = new Set<string>();

const trusted = trustedAddresses('tallyport-program', (address) => known.has(address));

/** Resolves once it has run and its looks are here; rejects when either did not arrive as it should. */
export async function runProgram(script: ProgramFile, stylesheet: ProgramFile): Promise<void> {
	known.add(script.address);
	await Promise.all([arrival(scriptOf(script)), arrival(stylesheetOf(stylesheet))]);
}

/** What was refused is not taken from the browser's own cache once more, where it would stay as it is for a year. */
export async function fetchAnew(files: readonly ProgramFile[]): Promise<void> {
	await Promise.all(
		files.map(({ address, integrity }) => fetch(address, { integrity, cache: 'reload' }))
	);
}

function scriptOf({ address, integrity }: ProgramFile): HTMLElement {
	const script = document.createElement('script');
	script.type = 'module';
	script.integrity = integrity;
	script.src = trusted(address);
	return script;
}

function stylesheetOf({ address, integrity }: ProgramFile): HTMLElement {
	const link = document.createElement('link');
	link.rel = 'stylesheet';
	link.integrity = integrity;
	link.href = address;
	return link;
}

function arrival(element: HTMLElement): Promise<void> {
	// The page's first script says of its own files that they were refused; of these the screens do (scripts/seal-site.js).
	element.dataset['later'] = '';
	return new Promise((resolve, reject) => {
		element.addEventListener('load', () => {
			resolve();
		});
		element.addEventListener('error', () => {
			element.remove();
			reject(new TypeError('A file of the portal was refused'));
		});
		document.head.append(element);
	});
}
