/** A small site is sealed as a build is, served by the real server, and tampered with on the way by a proxy. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { fingerprintOf, sealSite } from '../../scripts/seal-site.js';
import { runVerifySite, verifySite, type Finding } from '../../src/cli/verify-site.ts';
import { siteHeaders } from '../../src/server/http/headers.ts';
import { freePort } from '../server/free-port.ts';
import { startServer, type Running } from '../server/process.ts';

interface Reply {
	status: number;
	headers: Record<string, string>;
	body: Buffer;
}
type Tamper = (path: string, reply: Reply) => void;

let folder = '';
let build = '';
let portal: Running;
let proxy: Server;
let url = '';
let tamper: Tamper = () => undefined;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'tallyport-verify-'));
	build = smallBuild('build');
	const port = String(await freePort());
	portal = await startServer({
		PORT: port,
		TALLYPORT_DATA: join(folder, 'data'),
		TALLYPORT_PAGES: build,
		TALLYPORT_LOG: 'silent'
	});
	// Through the proxy the portal has another port, which its policies must name.
	proxy = await proxyTo(`http://127.0.0.1:${port}`, (text, own) =>
		text.replaceAll(`http://localhost:${port}`, own)
	);
});
afterEach(() => (tamper = () => undefined));
afterAll(async () => {
	proxy.closeAllConnections();
	proxy.close();
	portal.child.kill();
	await portal.ended;
	rmSync(folder, { recursive: true, force: true });
});

function smallBuild(name: string): string {
	const site = join(folder, name);
	const start =
		'<script>__sveltekit_x = { base: "" }; import("/_app/immutable/bundle.js")</script>';
	const files = {
		'index.html': `<!doctype html><head><link rel="icon" href="/favicon.svg"></head><body>${start}</body>`,
		'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
		'_app/immutable/bundle.js': 'export {};',
		'viewer/index.html': '<!doctype html><script defer src="viewer.js"></script>',
		'viewer/viewer.js': 'void 0;'
	};
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(join(site, path, '..'), { recursive: true });
		writeFileSync(join(site, path), content);
	}
	const headers = siteHeaders({ app: '{origin}', api: null });
	sealSite(site, { format: 'tallyport-site/1', api: null, headers });
	return site;
}

async function proxyTo(target: string, readdress: (text: string, own: string) => string) {
	const server = createServer((request, answer) => {
		const path = request.url ?? '/';
		void fetch(`${target}${path}`, { headers: forwarded(request.headers) }).then(async (real) => {
			const headers = Object.fromEntries(
				[...real.headers].map(([name, value]) => [name, readdress(value, url)])
			);
			delete headers['transfer-encoding'];
			delete headers['content-length'];
			const body = Buffer.from(await real.arrayBuffer());
			const reply: Reply = { status: real.status, headers, body };
			tamper(path, reply);
			answer.writeHead(reply.status, reply.headers).end(reply.body);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = z.object({ port: z.number() }).parse(server.address());
	url = `http://localhost:${port}`;
	return server;
}

const forwarded = ({ accept = '*/*' }: IncomingHttpHeaders) => ({ accept });

const findings = async (): Promise<readonly Finding[]> =>
	(await verifySite(url, { build })).findings;

async function run(place = build, address = url): Promise<{ code: number; text: string }> {
	const lines: string[] = [];
	const code = await runVerifySite(address, { build: place }, (line) => lines.push(line));
	return { code, text: lines.join('\n') };
}

test('C33 an honest portal is found to serve the build, and the fingerprint is printed', async () => {
	expect(await findings()).toEqual([]);
	const { code, text } = await run();
	expect(code).toBe(0);
	expect(text).toContain(`Build's fingerprint: ${fingerprintOf(build)}`);
	expect((await run(join(build, 'asset-manifest.json'))).code).toBe(0);
});

test('C33 one changed byte of one file is named', async () => {
	tamper = (path, reply) => {
		if (path.endsWith('bundle.js')) reply.body = Buffer.from('export {} ');
	};
	expect(await findings()).toEqual([
		{
			kind: 'differs',
			address: '/_app/immutable/bundle.js',
			what: 'is not _app/immutable/bundle.js of this build'
		}
	]);
	expect((await run()).code).toBe(1);
});

test('C33 a missing file and one that leads elsewhere are named', async () => {
	tamper = (path, reply) => {
		if (path === '/favicon.svg') reply.status = 404;
		if (path === '/viewer/viewer.js') {
			reply.status = 302;
			reply.headers['location'] = 'https://elsewhere.example/viewer.js';
		}
	};
	expect(await findings()).toEqual([
		{ kind: 'missing', address: '/favicon.svg', what: 'answered with status 404' },
		{
			kind: 'missing',
			address: '/viewer/viewer.js',
			what: 'leads elsewhere, to https://elsewhere.example/viewer.js'
		}
	]);
});

test('C33 a script added to the page is shown, at any one kind of address', async () => {
	const added = '<script src="https://elsewhere.example/spy.js"></script>';
	for (const address of ['/', '/join', '/clients/AAAAAAAAAAAAAAAAAAAAAA']) {
		tamper = (path, reply) => {
			if (path === address) reply.body = Buffer.concat([reply.body, Buffer.from(added)]);
		};
		expect(await findings()).toEqual([
			{ kind: 'differs', address, what: 'is not index.html of this build' },
			{
				kind: 'extra',
				address,
				what: '<script src="https://elsewhere.example/spy.js"> is not in this build'
			}
		]);
	}
});

test.each([
	['an event handler', '<p onclick="go()">'],
	['an inline script', '<script>go()</script>'],
	['a file of the build with another hash', '<script src="/_app/immutable/bundle.js"></script>'],
	['a refresh', '<meta http-equiv="refresh" content="0; url=/x">'],
	['a base', '<base href="https://elsewhere.example/">']
])('C33 %s added to the page is shown', async (_, added) => {
	tamper = (path, reply) => {
		if (path === '/') reply.body = Buffer.concat([reply.body, Buffer.from(added)]);
	};
	const extra = (await findings()).filter(({ kind }) => kind === 'extra');
	expect(extra).toHaveLength(1);
	expect(added).toContain(extra[0]?.what.replace(' is not in this build', ''));
});

test.each([
	['a weaker policy', 'content-security-policy', "default-src 'self'"],
	['no isolation', 'cross-origin-opener-policy', 'unsafe-none'],
	['no demand for hashes', 'integrity-policy', ''],
	['another type', 'content-type', 'text/plain'],
	['a header that loads a file', 'link', '<https://elsewhere.example/x.css>; rel=stylesheet'],
	['a header that lets others read', 'access-control-allow-origin', '*']
])('C33 a page with %s is named', async (_, name, value) => {
	tamper = (path, reply) => {
		if (path === '/sign-in') reply.headers[name] = value;
	};
	const found = await findings();
	expect(found).toHaveLength(1);
	expect(found[0]).toMatchObject({ kind: 'header', address: '/sign-in' });
	expect(found[0]?.what.toLowerCase()).toContain(name);
});

test('C33 the viewer must be shut in by its own policy', async () => {
	tamper = (path, reply) => {
		if (path === '/viewer/index.html')
			reply.headers['content-security-policy'] = String(
				siteHeaders({ app: url, api: null }).pages['Content-Security-Policy']
			);
	};
	expect((await findings()).map(({ address }) => address)).toEqual(['/viewer/index.html']);
});

test('the manifest of another build is named', async () => {
	tamper = (path, reply) => {
		if (path === '/asset-manifest.json') reply.body = Buffer.from('{}');
	};
	expect(await findings()).toEqual([
		{
			kind: 'differs',
			address: '/asset-manifest.json',
			what: 'is the manifest of another build'
		}
	]);
});

test('what the portal says cannot rewrite the report', async () => {
	tamper = (path, reply) => {
		if (path === '/') reply.body = Buffer.from('<script src="\u001b[2J\u202e">');
	};
	const { text } = await run();
	for (const character of ['\u001b', '\u202e']) expect(text).not.toContain(character);
	expect(text).toContain('\\u{1b}');
});

test('without a build to trust, or a portal that answers, nothing is said to be the same', async () => {
	expect(await run(join(folder, 'nowhere'))).toMatchObject({ code: 2 });
	writeFileSync(join(folder, 'not-a-manifest.json'), '{"assets":{}}');
	expect(await run(join(folder, 'not-a-manifest.json'))).toMatchObject({ code: 2 });
	expect(await run(build, 'portal.example')).toMatchObject({ code: 2 });
	expect(await run(build, `http://localhost:${await freePort()}`)).toMatchObject({ code: 2 });
});
