/** A browser with the event stream open, and what it heard. */
import { expect } from 'vitest';
import { event, type ServerEvent } from '../../src/contract/api.ts';
import type { Browser } from './portal.ts';

/** Listens until the stream ends. */
export async function listen(browser: Browser) {
	const answer = await browser.get('/api/events');
	expect(answer.headers.get('content-type')).toBe('text/event-stream');
	const heard: ServerEvent[] = [];
	const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
	let text = '';
	const ended = (async () => {
		for (;;) {
			const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
			if (done) return;
			text += value;
			const lines = text.split('\n\n');
			text = lines.pop() ?? '';
			for (const line of lines) {
				if (line.startsWith('data: ')) heard.push(event.parse(JSON.parse(line.slice(6))));
			}
		}
	})();
	return { heard, ended, leave: () => reader?.cancel() };
}
