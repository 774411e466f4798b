/** One client's vault, as the people of the demo use it: each step is what somebody does on a screen, by the same calls. */
import type { FileId, FolderId, UserId, VaultId } from '../../src/crypto/brands.ts';
import type { ChecklistDraft, FileView, ItemView, Subject } from '../../src/vault/view.ts';
import type { StageName } from './cast.ts';
import { Person, type Reach } from './person.ts';

const ABOUT_ALL: Subject = { kind: 'vault', id: null };

export class Case {
	readonly vault: VaultId;
	/** Those who joined. */
	readonly people: Person[] = [];
	readonly #users: UserId[] = [];
	readonly #reach: Reach;
	readonly #folders = new Map<string, FolderId>();
	#written = 0;

	private constructor(reach: Reach, vault: VaultId) {
		this.#reach = reach;
		this.vault = vault;
	}

	static async open(reach: Reach, by: Person, name: string): Promise<Case> {
		await by.awake();
		return new Case(reach, await by.core.createClient(name));
	}

	async folder(by: Person, name: string): Promise<FolderId> {
		const folder = this.#folders.get(name) ?? (await by.core.makeFolder(this.vault, name));
		this.#folders.set(name, folder);
		return folder;
	}

	async invite(by: Person, name: string): Promise<string> {
		await by.awake();
		return (await by.core.inviteClient(this.vault, name, true)).url;
	}

	async join(url: string, name: string): Promise<void> {
		const person = new Person(this.#reach);
		this.#users.push(await person.join(url, name));
		this.people.push(person);
	}

	async send(by: Person, folder: string | null, ...files: File[]): Promise<void> {
		await by.awake();
		const into = folder === null ? null : await this.folder(by, folder);
		await by.send(this.vault, into, files);
	}

	async ask(by: Person, draft: ChecklistDraft): Promise<void> {
		await by.awake();
		await by.core.listRequests(this.vault, draft);
	}

	async answer(by: Person, title: string, files: File[]): Promise<void> {
		await by.awake();
		const { item } = await this.#item(by, title);
		await by.send(this.vault, null, files, item);
	}

	/** Opens what answers it, then decides. */
	async decide(by: Person, title: string, reason?: string): Promise<void> {
		await by.awake();
		const { item, answers } = await this.#item(by, title);
		for (const file of answers) await by.core.openFile(this.vault, file);
		if (reason === undefined) await by.core.acceptItem(this.vault, item, answers);
		else await by.core.returnItem(this.vault, item, answers, reason);
	}

	async waive(by: Person, title: string, note: string): Promise<void> {
		await by.awake();
		const { item } = await this.#item(by, title);
		await by.core.waiveItem(this.vault, item, note);
	}

	async write(by: Person, text: string, on?: string): Promise<void> {
		await by.awake();
		const about: Subject = on ? { kind: 'item', id: (await this.#item(by, on)).item } : ABOUT_ALL;
		await by.core.sendMessage(this.vault, this.#attempt(), { about, text, files: [], read: null });
	}

	async note(by: Person, text: string): Promise<void> {
		await by.awake();
		await by.core.writeNote(this.vault, this.#attempt(), { about: ABOUT_ALL, text, files: [] });
	}

	/** Where the year stands from now on. */
	async stage(by: Person, year: number, stage: StageName): Promise<void> {
		await by.awake();
		await by.core.setStage(this.vault, year, stage);
	}

	/** Looks at the vault, and reads what was written. */
	async look(by: Person): Promise<void> {
		await by.awake();
		const { threads } = await by.core.openVault(this.vault);
		for (const { about, unread, lastSeq } of threads)
			if (unread > 0) await by.core.markRead(this.vault, about, lastSeq);
	}

	async openFile(by: Person, name: string): Promise<void> {
		await by.awake();
		await by.core.openFile(this.vault, await this.#file(by, name));
	}

	/** Of everybody who joined, in any order. */
	async askApproval(by: Person, name: string, statement: string, due: number): Promise<void> {
		await by.awake();
		const file = await this.#file(by, name);
		await by.core.askApproval(this.vault, {
			file,
			statement,
			signers: [...this.#users],
			ordered: false,
			due
		});
	}

	async approve(by: Person): Promise<void> {
		await by.awake();
		const { approvals } = await by.core.openVault(this.vault);
		for (const { approval, waitsForMe } of approvals)
			if (waitsForMe) await by.approve(this.vault, approval);
	}

	async dropLink(by: Person): Promise<{ url: string }> {
		await by.awake();
		return by.core.makeDropLink(this.vault, {
			note: 'For suppliers',
			greeting: 'Please send invoices and statements here. You need no account.',
			days: 30,
			uses: 50,
			limit: 100_000_000
		});
	}

	#attempt(): string {
		this.#written += 1;
		return String(this.#written);
	}

	async #item(by: Person, title: string): Promise<ItemView> {
		const { requests } = await by.core.openVault(this.vault);
		const items = requests.flatMap((list) => list.items);
		return found(
			items.find((item) => item.title === title),
			title
		);
	}

	async #file(by: Person, name: string): Promise<FileId> {
		const { files } = await by.core.openVault(this.vault);
		const file: FileView = found(
			files.find((one) => one.name === name),
			name
		);
		return file.file;
	}
}

function found<T>(value: T | undefined, name: string): T {
	if (value === undefined) throw new Error(`The demo looks for ${name}, which is not there.`);
	return value;
}
