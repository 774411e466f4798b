/** The build of the portal that this page runs, and the news about it. Asked once, when the page opens. */
import type { BuildView, RunningFile } from '../worker/build-desk.ts';
import type { Core } from '../worker/port.ts';
import { workerFile } from '../worker/spawn.ts';
import { portal } from './portal.svelte.ts';
import { staffFiles } from './staff-program.svelte.ts';

class Build {
	view: BuildView | null = $state.raw(null);
	readonly #core: Core;

	constructor(core: Core) {
		this.#core = core;
	}

	async check(): Promise<void> {
		// Vite's own server has no build.
		if (import.meta.env.DEV) return;
		this.view = (await this.#core.build?.(runningFiles()).catch(() => null)) ?? null;
	}

	/**
	 * Puts the news away, once that is remembered: a reload right after it says nothing again. A list that did not fit is
	 * not remembered, so that it is said again next time.
	 */
	async accept(): Promise<void> {
		const fingerprint = this.view?.fingerprint ?? null;
		if (fingerprint !== null) await this.#core.acceptBuild?.(fingerprint).catch(() => undefined);
		this.view = { fingerprint, news: 'none' };
	}
}

/** What index.html named and what this code names, with the hashes by which the browser runs it or refuses it. */
function runningFiles(): RunningFile[] {
	const tags = document.querySelectorAll('script, link[rel=stylesheet]');
	const named = [...tags].map((tag) => ({
		address: tag.getAttribute('src') ?? tag.getAttribute('href') ?? '',
		integrity: tag.getAttribute('integrity') ?? ''
	}));
	return [...named, workerFile, ...staffFiles].map(({ address, integrity }) => ({
		path: new URL(address, document.baseURI).pathname.slice(1),
		integrity
	}));
}

export const build = new Build(portal.core);
