/**
 * The application: every route behind the same door. The order is fixed here once: headers and log around
 * everything, then the cross-site check, the rate limit, the content type, the access declared with the route,
 * the body, the use case. Whatever goes wrong leaves through `explain`.
 */
import { Hono, type Context } from 'hono';
import { routes } from '../routes.ts';
import type { Services } from '../services.ts';
import { answerToPreflight, requireOwnSite, sharingHeaders, type Pages } from './cross-site.ts';
import { securityHeaders, type HeaderTable } from './headers.ts';
import { defaultLimits, rateLimiter, type RateLimits } from './rate-limits.ts';
import { codeOf, explain, Refusal } from './refusal.ts';
import { logFailure, logRequest } from './request-log.ts';
import { pageServer } from './static-files.ts';

export interface AppOptions {
	readonly limits?: RateLimits;
	/** The folder of the built pages; none in tests of the API; null when another origin serves them. */
	readonly pages?: string | null;
}

type Variables = { Variables: { route: string } };

export function createApp(services: Services, options: AppOptions = {}): Hono<Variables> {
	const app = new Hono<Variables>();
	const limit = rateLimiter(options.limits ?? defaultLimits, services.config.behindProxy);
	const pages = { origin: services.config.origin, elsewhere: options.pages === null };
	const headersFor = answerHeaders(services, pages);
	surround(app, services, headersFor);
	app.options('/api/*', (http) => {
		return answerToPreflight(http, pages) ?? explain(new Refusal('not-found'));
	});
	for (const declared of routes) {
		app.on(declared.method, declared.path, async (http) => {
			http.set('route', declared.path);
			if (!declared.fromAnywhere) requireOwnSite(http, pages);
			if (declared.limit !== null) await limit(declared.limit, http);
			return declared.run({ services, http, headers: headersFor(http) });
		});
	}
	servePages(app, options.pages ?? null);
	app.onError((failure, http) => {
		if (codeOf(failure) === 'internal') logFailure(services.log, failure, http.get('route'));
		return explain(failure);
	});
	return app;
}

type HeadersFor = (http: Context) => HeaderTable;

function answerHeaders(services: Services, pages: Pages): HeadersFor {
	const forPath = securityHeaders(services.config);
	return (http) => ({
		...forPath(http.req.path),
		...(isApi(http) ? { 'Cache-Control': 'no-store', ...sharingHeaders(http, pages) } : {})
	});
}

function surround(app: Hono<Variables>, services: Services, headersFor: HeadersFor): void {
	app.use(async (http, next) => {
		const started = performance.now();
		http.set('route', 'unmatched');
		await next();
		for (const [name, value] of Object.entries(headersFor(http))) http.header(name, value);
		const ms = Math.round(performance.now() - started);
		const handled = {
			method: http.req.method,
			route: http.get('route'),
			status: http.res.status,
			ms
		};
		logRequest(services.log, handled);
	});
}

function servePages(app: Hono<Variables>, folder: string | null): void {
	const pages = folder === null ? null : pageServer(folder);
	app.notFound(async (http) => {
		const isRead = http.req.method === 'GET' || http.req.method === 'HEAD';
		const page = pages !== null && isRead && !isApi(http) ? await pages(http) : null;
		if (page === null) return explain(new Refusal('not-found'));
		http.set('route', 'pages');
		return page;
	});
}

const isApi = (http: Context): boolean =>
	http.req.path === '/api' || http.req.path.startsWith('/api/');
