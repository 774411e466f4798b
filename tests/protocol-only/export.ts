/** What a firm has in its hands: made by the real client against the real server, written down as plain files. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileOf, foundFirm, hire, noise, picked, send, sha256, welcome } from '../claims/people.ts';
import { recordsOf } from '../cli/records.ts';
import { openPortal } from '../server/portal.ts';

export interface Dump {
	readonly words: string;
	/** Without names: the kit opens them. */
	readonly records: string;
	/** Stored blobs by base64url id. */
	readonly blobs: Map<string, Buffer>;
	readonly expected: {
		readonly fingerprint: string;
		/** The client's id at first, and after they changed their keys. */
		readonly client: string;
		readonly clientNow: string;
		/** SHA-256 of what was sent, by name. */
		readonly sent: Map<string, string>;
	};
}

const PART = 8 * 1024 * 1024;
/** Stages are of recent years. */
const YEAR = new Date().getUTCFullYear() - 1;

export async function makeDump(): Promise<Dump> {
	const portal = await openPortal();
	try {
		const { owner, words: kit } = await foundFirm(portal);
		const preparer = await hire(portal, owner, 'Petra Preparer');
		const { vault, client } = await welcome(portal, preparer, 'Cleo Client');
		const contents = new Map([
			['wages.pdf', noise(70_000)],
			['empty-looking.bin', new Uint8Array(1)],
			['video.mp4', noise(PART + 12_345)]
		]);
		await send(client, vault, ...[...contents].map(([name, content]) => fileOf(name, content)));
		await preparer.core.makeFolder(vault, 'Year 2026');
		const about = { kind: 'vault', id: null } as const;
		const words = (text: string) => ({ about, text, files: [] });
		await client.core.sendMessage(vault, '1', { ...words('Is this enough?'), read: null });
		await preparer.core.writeNote(vault, '2', words('Not nearly enough.'));
		const before = (await client.core.me())!;
		// Somebody leaves and somebody changes keys, so that there are epochs of both kinds, and a file of the last.
		await owner.core.removeStaff((await preparer.core.me())!.userId);
		await owner.core.openVault(vault);
		await owner.core.writeNote(vault, '3', words('Petra has left.'));
		await client.core.changeKeys({ passkey: await client.signIn(), withRecovery: false });
		const late = noise(500);
		await owner.core.listRequests(vault, {
			title: 'Year 2026',
			year: 2026,
			items: [{ item: null, title: 'Wages', hint: '', several: false, due: null }]
		});
		const [asked] = (await client.core.openVault(vault)).requests;
		const file = picked(fileOf('late.pdf', late));
		await client.core.addFiles(vault, null, [file], asked!.items[0]!.item);
		// Waits for it.
		await send(client, vault);
		contents.set('late.pdf', late);
		await owner.core.nameStages(['Being prepared', 'Filed']);
		await owner.core.writeWelcome('Send us your slips.');
		const items = [{ title: 'Wages', hint: '', several: true }];
		await owner.core.keepTemplate({ name: 'Wage earners', title: '2025', year: 2025, items }, null);
		await owner.core.setStage(vault, YEAR, 'Being prepared');
		await owner.core.preferPaper(vault, true);
		await owner.core.changeFirm('Harbor & Finch LLP', { colour: 'pine', initials: 'HF' });
		return {
			words: kit.join(' '),
			records: await recordsOf(portal, owner, null, false),
			blobs: await storedBlobs(path.join(portal.folder, 'blobs')),
			expected: {
				fingerprint: before.fingerprint,
				client: before.userId,
				clientNow: client.keyholder.session.userId,
				sent: new Map([...contents].map(([name, content]) => [name, sha256(content)]))
			}
		};
	} finally {
		await portal.close();
	}
}

/** The server's folder: `<2 characters>/<blob>/<position of the part>`. */
async function storedBlobs(folder: string): Promise<Map<string, Buffer>> {
	const blobs = new Map<string, Buffer>();
	for (const shelf of await readdir(folder)) {
		if (shelf === 'staging') continue;
		for (const blob of await readdir(path.join(folder, shelf))) {
			const home = path.join(folder, shelf, blob);
			const positions = (await readdir(home)).map(Number).sort((a, b) => a - b);
			const parts = await Promise.all(
				positions.map((part) => readFile(path.join(home, String(part))))
			);
			blobs.set(blob, Buffer.concat(parts));
		}
	}
	return blobs;
}
