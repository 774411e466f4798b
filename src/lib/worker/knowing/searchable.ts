/**
 * All that is known of all vaults, made searchable. Every word sought must be in a text or in its client's name, and one
 * at least in the text itself. Pure: what is put in was verified before.
 */
import type { VaultId } from '../../../crypto/brands.ts';
import type { VaultDigest } from '../../../vault/digest.ts';
import { requestFigures } from '../../../vault/requests-view.ts';
import type { ClientRequests, Finding, Findings } from '../../../vault/view.ts';
import { countOf, findingOf, Found, KINDS } from './found.ts';
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
	/** By their numbers in either index, which are never used again. */
	readonly #owners: VaultId[] = [];

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

	/** After much was put: the first search need not wait for it. */
	prepare(): void {
		this.#names.listIfDue();
		this.#texts.listIfDue();
	}

	search(text: string): Findings['groups'] {
		const sought = wordsOf(text).slice(0, MOST_WORDS);
		if (sought.length === 0) return [];
		const all = 2 ** sought.length - 1;
		const found = new Found();
		const [names, texts] = [this.#names, this.#texts];
		const named = this.#searchNames(sought, all, found);
		texts.search(sought, (at, has, begins) => {
			const name = named[texts.ownerOf(at)] ?? 0;
			if ((has | (name & 0xffff)) !== all) return;
			found.note(texts.kindOf(at), at, countOf(begins | (name >>> 16)), texts.timeOf(at));
		});
		return found.groups((kind, at) => {
			const client = this.#clientOf(kind === 'client' ? names.ownerOf(at) : texts.ownerOf(at));
			if (!client) return null;
			const { vault, name, at: time, digest } = client;
			if (kind !== 'client')
				return digest && findingOf(digest, name, kind, texts.itemOf(at), sought);
			const none = { id: null, about: null, seq: null };
			return { kind, vault, client: name, ...none, text: name, also: '', at: time };
		});
	}

	/** Answers, by the owner of its texts, which words are in a client's name. */
	#searchNames(sought: readonly string[], all: number, found: Found): Uint32Array {
		const named = new Uint32Array(this.#owners.length);
		this.#names.search(sought, (at, has, begins) => {
			const client = this.#clientOf(this.#names.ownerOf(at));
			if (!client) return;
			if (client.textOwner !== null) named[client.textOwner] = has | (begins << 16);
			if (has === all) found.note(KINDS.indexOf('client'), at, countOf(begins), client.at);
		});
		return named;
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

	/** Of every client with more contents than files. */
	versions(): Map<VaultId, number> {
		const some = [...this.#clients.values()].filter(({ digest }) => digest && digest.versions > 0);
		return new Map(some.map(({ vault, digest }) => [vault, digest?.versions ?? 0]));
	}

	#putName(vault: VaultId, name: string, before: Client | undefined): number {
		if (before) this.#drop(this.#names, before.nameOwner);
		const owner = this.#newOwner(vault);
		this.#names.add({ owner, item: 0, kind: KINDS.indexOf('client'), at: 0 }, name);
		return owner;
	}

	#putTexts(vault: VaultId, digest: VaultDigest | null, before: Client | undefined): number | null {
		this.#drop(this.#texts, before?.textOwner ?? null);
		if (!digest) return null;
		const owner = this.#newOwner(vault);
		const { files, items, messages } = digest;
		const add = (kind: Finding['kind'], at: number, item: number, text: string) => {
			this.#texts.add({ owner, item, kind: KINDS.indexOf(kind), at }, text);
		};
		for (const [item, { name, also, at }] of files.entries())
			add('file', at, item, `${name} ${also}`);
		for (const [item, { title, also, at }] of items.entries())
			add('request', at, item, `${title} ${also}`);
		for (const [item, { isNote, text, at }] of messages.entries())
			add(isNote ? 'note' : 'message', at, item, text);
		return owner;
	}

	#clientOf(owner: number): Client | undefined {
		const vault = this.#owners[owner];
		return vault && this.#clients.get(vault);
	}

	#newOwner(vault: VaultId): number {
		return this.#owners.push(vault) - 1;
	}

	#drop(index: WordIndex, owner: number | null): void {
		if (owner !== null) index.remove(owner);
	}
}
