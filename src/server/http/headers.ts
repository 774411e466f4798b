/**
 * What the browser is told about every answer. Pages may run our own scripts and nothing inline; the document
 * viewer under /viewer/ is shut in an opaque origin without network, so that a hostile document finds nothing.
 */
import type { Config } from '../config.ts';

export type HeaderTable = Readonly<Record<string, string>>;

const directives = (rules: Readonly<Record<string, string>>): string =>
	Object.entries(rules)
		.map(([name, value]) => `${name} ${value}`.trim())
		.join('; ');

const pagePolicy = directives({
	'default-src': "'none'",
	'script-src': "'self' 'wasm-unsafe-eval'",
	'style-src': "'self'",
	'img-src': "'self' blob: data:",
	'font-src': "'self'",
	'connect-src': "'self'",
	'worker-src': "'self'",
	'frame-src': "'self'",
	'manifest-src': "'self'",
	'base-uri': "'none'",
	'form-action': "'none'",
	'frame-ancestors': "'none'"
});

/** The viewer's own origin is opaque, so 'self' would match nothing: its files are named by address. */
const viewerPolicy = (origin: string): string =>
	directives({
		sandbox: 'allow-scripts',
		'default-src': "'none'",
		'script-src': `${origin}/viewer/`,
		'style-src': `${origin}/viewer/`,
		'img-src': 'blob: data:',
		'font-src': `data: ${origin}/viewer/`,
		'frame-ancestors': "'self'",
		'base-uri': "'none'",
		'form-action': "'none'",
		'connect-src': "'none'"
	});

const permissions = [
	'camera=(self)',
	'publickey-credentials-get=(self)',
	'publickey-credentials-create=(self)',
	...['accelerometer', 'autoplay', 'display-capture', 'geolocation', 'gyroscope'],
	...['hid', 'idle-detection', 'local-fonts', 'magnetometer', 'microphone', 'midi', 'payment'],
	...['serial', 'usb', 'xr-spatial-tracking']
]
	.map((rule) => (rule.includes('=') ? rule : `${rule}=()`))
	.join(', ');

function commonHeaders(config: Pick<Config, 'origin'>): HeaderTable {
	const overTls = config.origin.startsWith('https:');
	return {
		'Cross-Origin-Opener-Policy': 'same-origin',
		'X-Content-Type-Options': 'nosniff',
		'Referrer-Policy': 'no-referrer',
		'Permissions-Policy': permissions,
		...(overTls ? { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' } : {})
	};
}

/** Chooses by path: the viewer's table for /viewer/, the strict one for everything else. */
export function securityHeaders(config: Pick<Config, 'origin'>): (path: string) => HeaderTable {
	const common = commonHeaders(config);
	const page = {
		...common,
		'Content-Security-Policy': pagePolicy,
		'Cross-Origin-Resource-Policy': 'same-origin'
	};
	const viewer = {
		...common,
		'Content-Security-Policy': viewerPolicy(config.origin),
		'Cross-Origin-Resource-Policy': 'cross-origin',
		'Access-Control-Allow-Origin': '*'
	};
	return (path) => (path.startsWith('/viewer/') ? viewer : page);
}
