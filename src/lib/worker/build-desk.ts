/**
 * Which build of the portal runs here, and whether this device saw another one last time. The build's fingerprint is the
 * SHA-256 of its manifest, and counts only if the manifest lists what the page really runs. A program that was replaced
 * could lie about all this; it is for noticing changes, and `tallyport verify-site` is for checking them.
 */
import { z } from 'zod';
import type { Raw } from '../../crypto/brands.ts';
import { fromUtf8, toHex } from '../../crypto/bytes.ts';
import { sha256 } from '../../crypto/hash.ts';

/** A file the page runs, with the hash the browser or the page has checked: "sha256-" and base64. */
export interface RunningFile {
	path: string;
	integrity: string;
}

export interface BuildView {
	/** 64 hexadecimal digits; null when the portal's list of files could not be had or does not fit. */
	fingerprint: string | null;
	/** 'unlisted': the portal gives no list of files, or one without the files that run here. */
	news: 'none' | 'changed' | 'unlisted';
}

export interface BuildDesk {
	/** Compares what the page runs with the portal's list of files and with what this device saw last. */
	build(running: RunningFile[]): Promise<BuildView>;
	/** The person has read the news: this build counts as seen from now on. */
	acceptBuild(fingerprint: string): Promise<void>;
}

export interface BuildMemory {
	seenBuild(): Promise<string | null>;
	noteBuild(fingerprint: string): Promise<void>;
}

const manifestSchema = z.object({ assets: z.record(z.string(), z.string()) });

/** @param fetchManifest null when the portal has none; rejects without a connection */
export function buildDesk(
	memory: BuildMemory,
	fetchManifest: () => Promise<Raw | null>
): BuildDesk {
	return {
		async build(running) {
			const manifest = await fetchManifest();
			if (manifest === null || !lists(manifest, running))
				return { fingerprint: null, news: 'unlisted' };
			const fingerprint = toHex(await sha256(manifest));
			const seen = await memory.seenBuild();
			if (seen === null) await memory.noteBuild(fingerprint);
			return { fingerprint, news: seen === null || seen === fingerprint ? 'none' : 'changed' };
		},
		acceptBuild: (fingerprint) => memory.noteBuild(fingerprint)
	};
}

function lists(manifest: Raw, running: RunningFile[]): boolean {
	const parsed = manifestSchema.safeParse(parseJson(manifest));
	if (!parsed.success || running.length === 0) return false;
	const { assets } = parsed.data;
	return running.every(
		({ path, integrity }) =>
			Object.hasOwn(assets, path) && integrity === `sha256-${base64OfHex(assets[path] ?? '')}`
	);
}

function parseJson(bytes: Raw): unknown {
	try {
		return JSON.parse(fromUtf8(bytes));
	} catch {
		return null;
	}
}

const base64OfHex = (hex: string): string =>
	btoa(hex.replaceAll(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16))));
