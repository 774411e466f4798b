/**
 * What the browser is told about every answer. Pages may run the scripts that are named to it by their hash and nothing
 * else, and make no markup or code from strings; the document viewer under /viewer/ is shut in an opaque origin without
 * network, so that a hostile document finds nothing, and what is under /save/ may load nothing. The build writes the same tables into its manifest, for whoever
 * serves the pages elsewhere (docs/hosting.md) and for `tallyport verify-site`.
 */
export type HeaderTable = Readonly<Record<string, string>>;

export interface Origins {
	/** Where the pages are served. */
	readonly app: string;
	/** Where the API answers, when that is not beside the pages. */
	readonly api: string | null;
}

export interface SiteHeaders {
	readonly pages: HeaderTable;
	/** For addresses under /viewer/. */
	readonly viewer: HeaderTable;
	/** For addresses under /save/. */
	readonly save: HeaderTable;
	/** In addition to each, over https. */
	readonly overTls: HeaderTable;
}

const directives = (rules: Readonly<Record<string, string>>): string =>
	Object.entries(rules)
		.map(([name, value]) => `${name} ${value}`.trim())
		.join('; ');

const pagePolicy = ({ app, api }: Origins): string =>
	directives({
		'default-src': "'none'",
		'script-src': "'self' 'wasm-unsafe-eval'",
		'style-src': "'self'",
		'img-src': "'self' blob: data:",
		'font-src': "'self'",
		'connect-src': api === null ? "'self'" : `'self' ${api}`,
		// The worker runs from bytes that were fetched and checked first: src/lib/worker/spawn.ts. Service
		// workers cannot: src/lib/core/service-workers.ts.
		'worker-src': `blob: ${app}/save/worker.js ${app}/offline.js ${app}/push.js`,
		'frame-src': "'self'",
		'manifest-src': "'self'",
		'base-uri': "'none'",
		'form-action': "'none'",
		'frame-ancestors': "'none'",
		'require-trusted-types-for': "'script'",
		'trusted-types': 'tallyport-worker tallyport-service-worker tallyport-program'
	});

/** The viewer's own origin is opaque, so 'self' would match nothing: its files are named by address. */
const viewerPolicy = ({ app }: Origins): string =>
	directives({
		sandbox: 'allow-scripts',
		'default-src': "'none'",
		'script-src': `${app}/viewer/`,
		'style-src': `${app}/viewer/`,
		'img-src': 'blob: data:',
		'font-src': 'data:',
		'frame-ancestors': "'self'",
		'base-uri': "'none'",
		'form-action': "'none'",
		'connect-src': "'none'",
		'require-trusted-types-for': "'script'",
		'trusted-types': "'none'"
	});

/** The service worker under /save/ fetches nothing and loads no further script; nothing there is a page. */
const savePolicy = directives({
	sandbox: '',
	'default-src': "'none'",
	'frame-ancestors': "'none'",
	'base-uri': "'none'",
	'form-action': "'none'",
	'require-trusted-types-for': "'script'",
	'trusted-types': "'none'"
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

const common: HeaderTable = {
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cross-Origin-Embedder-Policy': 'require-corp',
	'Cross-Origin-Resource-Policy': 'same-origin',
	// No script without a hash, which is what closes import() to files that no page names.
	'Integrity-Policy': 'blocked-destinations=(script)',
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer',
	'Permissions-Policy': permissions
};

export function siteHeaders(origins: Origins): SiteHeaders {
	return {
		pages: { ...common, 'Content-Security-Policy': pagePolicy(origins) },
		viewer: {
			...common,
			'Content-Security-Policy': viewerPolicy(origins),
			// To the opaque origin of the frame even the viewer's own files are foreign.
			'Access-Control-Allow-Origin': '*'
		},
		save: { ...common, 'Content-Security-Policy': savePolicy },
		overTls: { 'Strict-Transport-Security': 'max-age=63072000; includeSubDomains' }
	};
}

/** Chooses by path: the tables for /viewer/ and /save/, the pages' for everything else. */
export function securityHeaders(config: {
	readonly origin: string;
}): (path: string) => HeaderTable {
	const { pages, viewer, save, overTls } = siteHeaders({ app: config.origin, api: null });
	const more = config.origin.startsWith('https:') ? overTls : {};
	const tableFor = (path: string) => {
		if (path.startsWith('/viewer/')) return viewer;
		return path.startsWith('/save/') ? save : pages;
	};
	return (path) => ({ ...tableFor(path), ...more });
}
