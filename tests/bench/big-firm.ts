/**
 * Firms to measure lists with, made by the client's own modules through the real server app: every entry is signed, sealed,
 * appended and folded as it would be in the browser. A large one takes minutes, so a folder can be named to keep it in.
 */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { vaultId } from '../../src/contract/wire.ts';
import type { FileId, FolderId, VaultId } from '../../src/crypto/brands.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import type { VaultDraft } from '../../src/vault/vault-draft.ts';
import { fileOf, foundFirm, hire, noise, picked, welcome, type Person } from '../claims/people.ts';
import type { TestPortal } from '../server/portal.ts';
import { portalIn } from './portals.ts';

interface FirmSize {
	readonly clients: number;
	readonly staff: number;
	/** Of one client's vault. */
	readonly entries: number;
	readonly files: number;
}

const note = z.object({ words: z.array(z.string()), vault: vaultId, small: vaultId });
/** How to get into a firm that was made: the owner's recovery words, the big vault and one of the smallest. */
export type MadeFirm = z.infer<typeof note>;

const NOTE = 'how-to-get-in.json';

const sizes = {
	big: { clients: 5000, staff: 200, entries: 10_000, files: 5000 },
	quick: { clients: 100, staff: 8, entries: 600, files: 300 },
	small: { clients: 20, staff: 5, entries: 60, files: 25 }
} as const satisfies Record<string, FirmSize>;
export type FirmName = keyof typeof sizes;

/** Makes the firm in a folder of its name, or finds the one that is there. */
export async function madeFirmIn(
	folder: string,
	name: FirmName,
	say: (line: string) => void
): Promise<MadeFirm> {
	const kept = path.join(folder, name, NOTE);
	if (existsSync(kept)) return note.parse(JSON.parse(await readFile(kept, 'utf8')));
	const portal = await portalIn(path.join(folder, name));
	const made = await make(portal, sizes[name], say);
	await portal.close();
	await writeFile(kept, JSON.stringify(made));
	return made;
}

async function make(
	portal: TestPortal,
	size: FirmSize,
	say: (line: string) => void
): Promise<MadeFirm> {
	const { owner, words } = await foundFirm(portal);
	for (let one = 1; one < size.staff; one++) await hire(portal, owner, `Colleague ${String(one)}`);
	say(`${String(size.staff)} colleagues`);
	const { vault, client } = await welcome(portal, owner, nameOf(0));
	const small = await owner.core.createClient(nameOf(1));
	for (let one = 2; one < size.clients; one++) {
		const id = await owner.core.createClient(nameOf(one));
		if (one % 10 === 0) await owner.core.inviteClient(id, 'Client', true);
	}
	say(`${String(size.clients)} clients`);
	await fill(owner, client, vault, size, say);
	return { words, vault, small };
}

const first = ['Okafor', 'Nguyen', 'Lindqvist', 'O’Brien', 'García', 'Müller', 'Sato', 'Haddad'];
const second = ['Maria & Chidi', 'Holdings LLC', 'Anders', 'Dental Practice', 'Bakery', 'Sons'];
const nameOf = (one: number): string =>
	`${first[one % first.length] ?? ''}, ${second[one % second.length] ?? ''} ${String(one)}`;

const BATCH = 200;

/** Folders, files sent by both sides, and then people opening and filing them until the log is as long as asked. */
async function fill(
	owner: Person,
	client: Person,
	vault: VaultId,
	{ files, entries }: FirmSize,
	say: (line: string) => void
): Promise<void> {
	const folders: FolderId[] = [];
	for (let year = 1990; year < 2025; year++)
		folders.push(await owner.core.makeFolder(vault, `Tax year ${String(year)}`));
	for (let sent = 0; sent < files; sent += BATCH) {
		const sender = (sent / BATCH) % 2 === 0 ? owner : client;
		const batch = Array.from({ length: Math.min(BATCH, files - sent) }, (_, one) =>
			fileOf(`Statement ${String(sent + one)} of the savings account.pdf`, noise(200))
		);
		await uploaded(sender, vault, batch);
		say(`${String(sent + batch.length)} files`);
	}
	const log = await owner.keyholder.session.vault(vault);
	const queue = [...log.state.files.keys()];
	for (let turn = 0; log.state.head.seq < entries - 1; turn++) {
		const file = queue[turn % queue.length];
		const folder = folders[(turn * 7) % folders.length];
		if (file && folder) await log.append(() => Promise.resolve(deed(turn, file, folder)), Date.now);
		if (log.state.head.seq % 1000 === 0) say(`${String(log.state.head.seq)} entries`);
	}
	await owner.keyholder.session.saveKeyring();

	/** Every file is opened once by the owner and then filed, again and again. */
	function deed(turn: number, file: FileId, folder: FolderId): VaultDraft {
		const opened = log.state.files.get(file);
		const me = owner.keyholder.session.userId;
		if (turn % 2 === 0 && opened && opened.addedBy !== me && !opened.viewed.has(me))
			return { kind: 'file.viewed', payload: {}, body: { file: idBytes(file) } };
		const body = { file: idBytes(file), folder: idBytes(folder), name: opened?.name ?? '' };
		return { kind: 'file.changed', payload: {}, body };
	}
}

async function uploaded(person: Person, vault: VaultId, files: File[]): Promise<void> {
	await person.core.addFiles(vault, null, files.map(picked));
	for (;;) {
		const { changed } = await person.core.transfers();
		const failed = changed.find(({ state }) => state === 'failed');
		if (failed) throw new Error(failed.problem?.code);
		for (const { id, state } of changed)
			if (state === 'done') await person.core.dismissTransfer(id);
		if (changed.length === 0) return;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}
