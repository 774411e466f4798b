/** Records made by the real client against the real server, saved as files, and the real command run on them. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verifyApproval } from '../../src/cli/verify-approval.ts';
import type { VaultId } from '../../src/crypto/brands.ts';
import { exportHeads, exportRecords } from '../../src/vault/records-export.ts';
import type { Person } from '../claims/people.ts';
import type { TestPortal } from '../server/portal.ts';

const root = path.resolve(import.meta.dirname, '../..');

export interface Answer {
	readonly code: number | null;
	readonly out: string;
	readonly err: string;
}

/** A folder for a person's files, from which they run the command. */
export class Desk {
	readonly folder: string;

	private constructor(folder: string) {
		this.folder = folder;
	}

	static async clear(): Promise<Desk> {
		return new Desk(await mkdtemp(path.join(tmpdir(), 'tallyport-desk-')));
	}

	/** `tallyport verify-approval` with files that lie here, without a process of its own. */
	async verifyApproval(document: string, kept: string, options: { firm?: string } = {}) {
		let [out, err] = ['', ''];
		const outlet = {
			stdout: { write: (text: string) => (out += text) },
			stderr: { write: (text: string) => (err += text) }
		};
		const at = (name: string) => path.join(this.folder, name);
		const code = await verifyApproval(at(document), at(kept), options, outlet);
		return { code, out, err };
	}

	async keep(name: string, content: string | Uint8Array): Promise<string> {
		await writeFile(path.join(this.folder, name), content);
		return name;
	}

	/** What the command says. */
	tallyport(...args: string[]): Promise<Answer> {
		const quiet = '--disable-warning=ExperimentalWarning';
		return this.#run(process.execPath, [quiet, path.join(root, 'src/cli/main.ts'), ...args]);
	}

	/** The same, started as a person starts it, with whatever Node they have. */
	tallyportByHand(...args: string[]): Promise<Answer> {
		return this.#run('node', [path.join(root, 'scripts/tallyport.js'), ...args]);
	}

	#run(program: string, args: string[]): Promise<Answer> {
		return new Promise((resolve, reject) => {
			const command = spawn(program, args, { cwd: this.folder });
			let [out, err] = ['', ''];
			command.stdout.on('data', (data: Buffer) => (out += data.toString()));
			command.stderr.on('data', (data: Buffer) => (err += data.toString()));
			command.on('error', reject);
			command.on('close', (code) => resolve({ code, out, err }));
		});
	}

	leave(): Promise<void> {
		return rm(this.folder, { recursive: true });
	}
}

export async function recordsOf(
	portal: TestPortal,
	person: Person,
	vault: VaultId | null,
	withNames: boolean
): Promise<string> {
	const { api, session } = person.keyholder;
	const wish = { vault, withNames, now: portal.services.now() };
	return (await exportRecords(api, session, wish)).content.text();
}

export async function headsOf(portal: TestPortal, person: Person): Promise<string> {
	const { api, session } = person.keyholder;
	return (await exportHeads(api, session, portal.services.now())).content.text();
}

/** The file's lines with some change, its count put right again. */
export function edited(file: string, change: (lines: string[]) => string[]): string {
	const lines = change(file.split('\n').slice(0, -2));
	return [...lines, `end ${lines.length}`, ''].join('\n');
}

/** Where the log of the n-th vault begins; -1 is the firm's. */
export function entriesAt(lines: string[], nth: number): { start: number; end: number } {
	const starts = [2, ...lines.flatMap((line, i) => (line.startsWith('vault ') ? [i] : []))];
	const start = (starts[nth + 1] ?? lines.length) + 1;
	const next = starts[nth + 2] ?? lines.length;
	return { start, end: next };
}
