/** The headers of an answer: those that protect a page must be exactly as listed, and some must not be there at all. */
import path from 'node:path';

/** What a file must be called, so that a browser takes it for what it is. */
const types: Readonly<Record<string, string>> = {
	'.css': 'text/css',
	'.html': 'text/html',
	'.js': 'text/javascript'
};

/** They make browsers load, run, send or share more than the page says. */
const forbidden = [
	...['link', 'refresh', 'speculation-rules', 'service-worker-allowed', 'sourcemap', 'x-sourcemap'],
	...['reporting-endpoints', 'report-to', 'nel', 'content-security-policy-report-only'],
	...['access-control-allow-origin', 'access-control-allow-credentials', 'document-policy']
];

export function wrongHeaders(
	given: Headers,
	expected: Readonly<Record<string, string>>,
	origin: string,
	file: string
): string[] {
	const wrong = Object.entries(expected)
		.map(([name, value]) => [name, value.replaceAll('{origin}', origin)] as const)
		.filter(([name, value]) => given.get(name) !== value)
		.map(([name, value]) => `${name} must be "${value}" and is ${quoted(given.get(name))}`);
	const type = types[path.extname(file)];
	const called = given.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? null;
	if (type === undefined || called === type) return wrong;
	return [...wrong, `Content-Type must be "${type}" and is ${quoted(called)}`];
}

export function forbiddenHeaders(
	given: Headers,
	expected: Readonly<Record<string, string>>
): string[] {
	const listed = new Set(Object.keys(expected).map((name) => name.toLowerCase()));
	return forbidden
		.filter((name) => given.has(name) && !listed.has(name))
		.map((name) => `${name} must not be sent and is ${quoted(given.get(name))}`);
}

const quoted = (value: string | null): string => (value === null ? 'missing' : `"${value}"`);
