/**
 * `tallyport verify-site URL`: compares what a portal serves with the manifest of a build that one has made or been given.
 * Every file, the page at every kind of address, and every header that protects them must be exactly as listed. It sees
 * what the portal serves to this computer now, and nothing about what it serves to others.
 */
import { createHash } from 'node:crypto';
import { plain } from './plain.ts';
import { ask, type Answer } from './verify-site/asking.ts';
import { CannotVerifyError } from './verify-site/cannot-verify.ts';
import { forbiddenHeaders, wrongHeaders } from './verify-site/headers.ts';
import { readTrustedManifest, type Manifest } from './verify-site/manifest.ts';
import { strangeTags } from './verify-site/page-tags.ts';

export interface VerifySiteOptions {
	/** The folder of a build, or the manifest file of one. */
	readonly build: string;
}

export interface Finding {
	readonly kind: 'differs' | 'missing' | 'extra' | 'header';
	/** The address below the origin. */
	readonly address: string;
	readonly what: string;
}

export interface SiteReport {
	readonly origin: string;
	/** SHA-256 of the trusted manifest, in hexadecimal. */
	readonly fingerprint: string;
	/** How many answers were compared. */
	readonly compared: number;
	readonly findings: readonly Finding[];
}

/** Addresses of the app, one of each kind and one that nothing knows: all must get the same page. */
const appAddresses = [
	...['/', '/sign-in', '/join', '/setup', '/recover', '/account', '/team', '/firm', '/clients'],
	...['/clients/AAAAAAAAAAAAAAAAAAAAAA', '/vault/AAAAAAAAAAAAAAAAAAAAAA']
];

/** Throws CannotVerifyError when the manifest cannot be read or the portal does not answer. */
export async function verifySite(url: string, options: VerifySiteOptions): Promise<SiteReport> {
	const origin = originOf(url);
	const { manifest, bytes, fingerprint } = await readTrustedManifest(options.build);
	const site: Site = { origin, manifest };
	const unknown = `/${createHash('sha256').update(`${origin} ${Date.now()}`).digest('hex')}`;
	const checks = [
		...[...appAddresses, unknown].map((address) => () => checkFile(site, address, 'index.html')),
		...Object.keys(manifest.assets).map((path) => () => checkFile(site, `/${path}`, path)),
		() => checkManifest(site, bytes)
	];
	const findings = await inTurns(checks);
	return { origin, fingerprint, compared: checks.length, findings: findings.flat() };
}

/** The report for people: what is wrong, one line each, and the fingerprint to compare with the published one. */
export function printSiteReport(report: SiteReport, print: (line: string) => void): void {
	for (const { kind, address, what } of report.findings)
		print(plain(`${kind.padEnd(8)} ${address}: ${what}`));
	if (report.findings.length > 0) print('');
	print(`Build's fingerprint: ${report.fingerprint}`);
	print(
		report.findings.length === 0
			? `${report.origin} serves this build: ${report.compared} answers are the same, with their headers.`
			: `${report.origin} does NOT serve this build: ${report.findings.length} differences in ${report.compared} answers.`
	);
}

/** For the command: 0 the portal serves the build, 1 it does not, 2 it could not be checked. */
export async function runVerifySite(
	url: string,
	options: VerifySiteOptions,
	print: (line: string) => void
): Promise<0 | 1 | 2> {
	try {
		const report = await verifySite(url, options);
		printSiteReport(report, print);
		return report.findings.length === 0 ? 0 : 1;
	} catch (error) {
		if (!(error instanceof CannotVerifyError)) throw error;
		print(error.message);
		return 2;
	}
}

interface Site {
	readonly origin: string;
	readonly manifest: Manifest;
}

function originOf(url: string): string {
	const parsed = URL.parse(url);
	if (parsed === null || !/^https?:$/.test(parsed.protocol))
		throw new CannotVerifyError('The address must look like https://portal.example.');
	return parsed.origin;
}

/** The answer at `address` must be the file listed as `path`. */
async function checkFile(site: Site, address: string, path: string): Promise<Finding[]> {
	const answer = await askFor(site, address);
	const found = (kind: Finding['kind']) => (what: string) => ({ kind, address, what });
	if (answer.status !== 200) return [found('missing')(missing(answer))];
	const same = answer.hash === site.manifest.assets[path];
	const isPage = path.endsWith('.html');
	return [
		...(same ? [] : [found('differs')(`is not ${path} of this build`)]),
		...(same || !isPage
			? []
			: strangeTags(answer.text, address, site.manifest).map(found('extra'))),
		...headerFindings(site, address, path, answer)
	];
}

/** A portal that serves the build serves its manifest too: the app shows its fingerprint. */
async function checkManifest(site: Site, trusted: Buffer): Promise<Finding[]> {
	const address = '/asset-manifest.json';
	const answer = await askFor(site, address);
	if (answer.status !== 200) return [{ kind: 'missing', address, what: missing(answer) }];
	const same = answer.hash === createHash('sha256').update(trusted).digest('hex');
	return same ? [] : [{ kind: 'differs', address, what: 'is the manifest of another build' }];
}

function headerFindings(site: Site, address: string, path: string, answer: Answer): Finding[] {
	const { headers } = site.manifest;
	const expected = {
		...tableFor(headers, address),
		...(site.origin.startsWith('https:') ? headers.overTls : {})
	};
	return [
		...wrongHeaders(answer.headers, expected, site.origin, path),
		...forbiddenHeaders(answer.headers, expected)
	].map((what) => ({ kind: 'header', address, what }));
}

function tableFor(headers: Manifest['headers'], address: string): Record<string, string> {
	if (address.startsWith('/viewer/')) return headers.viewer;
	return address.startsWith('/save/') ? headers.save : headers.pages;
}

const missing = ({ status, location }: Answer): string =>
	location === null ? `answered with status ${status}` : `leads elsewhere, to ${location}`;

function askFor(site: Site, address: string): Promise<Answer> {
	return ask(`${site.origin}${address}`, address.endsWith('.js') ? '*/*' : 'text/html,*/*');
}

/** A few at a time, so that a small server is not pressed. */
async function inTurns<T>(work: readonly (() => Promise<T>)[]): Promise<T[]> {
	const results: T[] = [];
	for (let i = 0; i < work.length; i += 4)
		results.push(...(await Promise.all(work.slice(i, i + 4).map((one) => one()))));
	return results;
}
