/** One vault on screen: its verified contents, and what people do in it. Each deed is followed by a fresh look. */
import type { FileId, FolderId, InviteId, UserId, VaultId } from '../../crypto/brands.ts';
import type { IssuedLink, VaultView } from '../../vault/view.ts';
import type { Core } from '../worker/port.ts';
import { Fetched } from './fetched.svelte.ts';

export class OpenVault {
	readonly id: VaultId;
	readonly contents: Fetched<VaultView>;
	readonly #core: Core;

	constructor(core: Core, id: VaultId) {
		this.#core = core;
		this.id = id;
		this.contents = new Fetched(() => core.openVault(id));
	}

	rename = (name: string) => this.#then(this.#core.renameClient(this.id, name));
	makeFolder = (name: string): Promise<FolderId> =>
		this.#then(this.#core.makeFolder(this.id, name));
	renameFolder = (folder: FolderId, name: string) =>
		this.#then(this.#core.renameFolder(this.id, folder, name));
	removeFolder = (folder: FolderId) => this.#then(this.#core.removeFolder(this.id, folder));
	renameFile = (file: FileId, name: string) =>
		this.#then(this.#core.renameFile(this.id, file, name));
	moveFile = (file: FileId, folder: FolderId | null) =>
		this.#then(this.#core.moveFile(this.id, file, folder));
	removeFile = (file: FileId) => this.#then(this.#core.removeFile(this.id, file));
	invite = (name: string, history: boolean): Promise<IssuedLink> =>
		this.#then(this.#core.inviteClient(this.id, name, history));
	removeMember = (user: UserId) => this.#then(this.#core.removeMember(this.id, user));
	withdraw = (invite: InviteId) => this.#then(this.#core.withdrawClientInvite(this.id, invite));

	async #then<T>(deed: Promise<T>): Promise<T> {
		const result = await deed;
		await this.contents.refresh();
		return result;
	}
}
