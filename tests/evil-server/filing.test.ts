import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import type { Raw } from '../../src/crypto/brands.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { elsewhere, fileOf, noise, send, type Person } from '../claims/people.ts';
import { fileBody } from '../vault/forge.ts';
import { attack, expectRefused, face } from './evil.ts';
import { forgedInVault } from './forger.ts';
import { keeping, logOf } from './lies.ts';
import { fileNamed, setStage, vaultEntries, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(() => stage.portal.close());

const appended =
	(extra: Raw) =>
	(entries: Raw[]): Raw[] => [...entries, extra];

/** The owner at a browser that has not read this vault yet. */
async function freshOwner(): Promise<Person> {
	const there = elsewhere(stage.portal, stage.owner);
	await there.enter();
	return there;
}

describe('what keeps files in order', () => {
	/** The firm's own file in two versions, tagged, and the first put back: three entries that could be shown again. */
	async function kept() {
		const { owner, vault } = stage;
		await send(owner, vault, fileOf('Return.pdf', noise(50)));
		const first = await fileNamed(owner, vault, 'Return.pdf');
		const newer = { file: fileOf('newer.pdf', noise(60)), handle: null };
		await owner.core.replaceFile(vault, first.file, first.blob, newer);
		const second = await vi.waitUntil(
			async () => {
				const file = await fileNamed(owner, vault, 'Return.pdf');
				return file.versions.length === 2 && file;
			},
			{ timeout: 20_000 }
		);
		await owner.core.tagFiles(vault, [first.file], ['2025'], []);
		await owner.core.restoreVersion(vault, first.file, first.blob, second.blob);
		return { first, second };
	}

	attack('17c', async (named) => {
		const { owner, client, vault, otherVault } = stage;
		const { first, second } = await kept();
		const [theirs] = (await owner.core.openVault(otherVault)).files;
		if (!theirs) throw new Error('no file');
		const before = (await owner.core.openVault(vault)).files;
		const over = (file: typeof first) => {
			const replaces = { file: idBytes(file.file), over: idBytes(file.blob) };
			const { blob, body } = fileBody({ name: 'planted.pdf', replaces });
			return { kind: 'file.added', blobs: [blob], body };
		};
		const files = [idBytes(first.file)];
		const forgeries = {
			'a version': over(first),
			'a put-back': {
				kind: 'version.restored',
				body: {
					file: idBytes(first.file),
					name: 'x.pdf',
					over: idBytes(first.blob),
					version: idBytes(second.blob)
				}
			},
			'a tag': { kind: 'files.tagged', body: { add: ['mine'], files, remove: [] } },
			'a move': { kind: 'files.moved', body: { files, folder: null } },
			'a removal': { kind: 'files.removed', blobs: [first.blob, second.blob] },
			'the removal of one version': { kind: 'file.removed', blobs: [second.blob] }
		};
		const shown = async (forgery: Parameters<typeof forgedInVault>[2]) => {
			const entry = await forgedInVault(client, vault, forgery);
			const reader = await freshOwner();
			const lie = keeping(logOf(vault), appended(entry));
			return (await face(reader, lie, () => reader.core.openVault(vault))).value;
		};
		for (const [what, forgery] of Object.entries(forgeries)) {
			const view = await shown(forgery);
			expect(named.ends).toContain('rejected');
			expect(view?.files, what).toEqual(before);
			expect(view?.history[0]?.rejected, what).not.toBeNull();
		}
		// Of another vault's file, or of one that is gone: it replaces nothing.
		const view = await shown(over(theirs));
		expect(view?.files.filter(({ name }) => name !== 'planted.pdf')).toEqual(before);
		expect(view?.files.find(({ name }) => name === 'planted.pdf')?.versions).toEqual([]);

		const entries = await vaultEntries(stage, vault);
		for (const entry of entries.slice(-3))
			for (const [log, at] of [
				[vault, entries.length],
				[otherVault, (await vaultEntries(stage, otherVault)).length]
			] as const) {
				const reader = await freshOwner();
				const lie = keeping(logOf(log), (all) => all.toSpliced(at, 0, entry));
				expectRefused(named, await face(reader, lie, () => reader.core.openVault(log)));
			}
	});
});
