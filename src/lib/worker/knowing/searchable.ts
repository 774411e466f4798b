/**
 * All that is known of all vaults, made searchable. Every word sought must be in a text or in its client's name, and one
 * at least in the text itself. Pure: what is put in was verified before.
 */
import type { VaultId } from '../../../crypto/brands.ts';
import type { VaultDigest } from '../../../vault/digest.ts';
import { requestFigures } from '../../../vault/requests-view.ts';
import type { ClientRequests, Findings } from '../../../vault/view.ts';
import { countOf, findingOf, Found, kindOf, timeOf } from './found.ts';
import { MOST_WORDS, WordIndex, wordsOf } from './word-index.ts';

interface Client {
	readonly vault: VaultId;
	readonly name: string;
	readonly at: number;
	readonly digest: VaultDigest | null;
	/** In the two indexes; null: nothing of it is there. */
	readonly nameOwner: number;
	readonly textOwner: number | null;
}

export class Searchable {
	readonly #names = new WordIndex();
	readonly #texts = new WordIndex();
	readonly #clients = new Map<VaultId, Client>();
	/** By their numbers in either index. */
	readonly #owners = new Map<number, VaultId>();
	#next = 0;

	get texts(): number {
		return this.#names.size + this.#texts.size;
	}

	get bytes(): number {
		return this.#names.bytes + this.#texts.bytes;
	}

	/** `digest`: null while nothing but the name is known. Takes the place of what was known before. */
	put(
		{ vault, name, at }: Pick<Client, 'vault' | 'name' | 'at'>,
		digest: VaultDigest | null
	): void {
		const before = this.#clients.get(vault);
		const called = digest?.name ?? name;
		const nameOwner =
			before?.name === called ? before.nameOwner : this.#putName(vault, called, before);
		const isSame = before !== undefined && before.digest === digest;
		const textOwner = isSame ? before.textOwner : this.#putTexts(vault, digest, before);
		this.#clients.set(vault, { vault, name: called, at, digest, nameOwner, textOwner });
	}

	remove(vault: VaultId): void {
		const client = this.#clients.get(vault);
		if (!client) return;
		this.#clients.delete(vault);
		this.#drop(this.#names, client.nameOwner);
		this.#drop(this.#texts, client.textOwner);
	}

	search(text: string): Findings['groups'] {
		const sought = wordsOf(text).slice(0, MOST_WORDS);
		if (sought.length === 0) return [];
		const all = 2 ** sought.length - 1;
		const found = new Found();
		/** By client: which words are in their names. */
		const named = new Map<VaultId, { has: number; begins: number }>();
		this.#names.search(sought, ({ owner, item }, has, begins) => {
			const client = this.#clientOf(owner);
			if (!client) return;
			named.set(client.vault, { has, begins });
			if (has === all)
				found.note('client', { owner, item, begins: countOf(begins), at: client.at });
		});
		this.#texts.search(sought, ({ owner, item }, has, begins) => {
			const client = this.#clientOf(owner);
			const name = client && named.get(client.vault);
			if (!client?.digest || (has | (name?.has ?? 0)) !== all) return;
			const hit = {
				owner,
				item,
				begins: countOf(begins | (name?.begins ?? 0)),
				at: timeOf(client.digest, item)
			};
			found.note(kindOf(client.digest, item), hit);
		});
		return found.groups((kind, { owner, item }) => {
			const client = this.#clientOf(owner);
			if (!client) return null;
			const { vault, name, at, digest } = client;
			if (kind !== 'client') return digest && findingOf(digest, name, item, sought);
			return { kind, vault, client: name, id: null, about: null, text: name, also: '', at };
		});
	}

	/** Of every client who was asked for anything. */
	requests(today: string): ClientRequests[] {
		return [...this.#clients.values()].flatMap(({ vault, name, digest }) => {
			if (!digest || digest.items.length === 0) return [];
			const { by, overdue, nextDue } = requestFigures(digest.items, today);
			const { wanted, returned, received } = by;
			return [{ vault, client: name, wanted, returned, received, overdue, nextDue }];
		});
	}

	#putName(vault: VaultId, name: string, before: Client | undefined): number {
		if (before) this.#drop(this.#names, before.nameOwner);
		const owner = this.#newOwner(vault);
		this.#names.add({ owner, item: 0 }, name);
		return owner;
	}

	#putTexts(vault: VaultId, digest: VaultDigest | null, before: Client | undefined): number | null {
		this.#drop(this.#texts, before?.textOwner ?? null);
		if (!digest) return null;
		const owner = this.#newOwner(vault);
		let item = 0;
		for (const { name, also } of digest.files)
			this.#texts.add({ owner, item: item++ }, `${name} ${also}`);
		for (const { title, also } of digest.items)
			this.#texts.add({ owner, item: item++ }, `${title} ${also}`);
		for (const { text } of digest.messages) this.#texts.add({ owner, item: item++ }, text);
		return owner;
	}

	#clientOf(owner: number): Client | undefined {
		const vault = this.#owners.get(owner);
		return vault && this.#clients.get(vault);
	}

	#newOwner(vault: VaultId): number {
		this.#owners.set(this.#next, vault);
		return this.#next++;
	}

	#drop(index: WordIndex, owner: number | null): void {
		if (owner === null) return;
		index.remove(owner);
		this.#owners.delete(owner);
	}
}
