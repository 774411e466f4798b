/**
 * docs/protocol.md sections 8 to 10 and 15: records to verified entries. Checks form, chain, hashes and signatures,
 * with keys that are tied to the firm id: the genesis, and from there every bundle and every link's key that an entry
 * of somebody already known brought. Who might do what is for the folds; a reader of a dump needs to know who did.
 */
import {
	bytes,
	cbor,
	list,
	map,
	number,
	text,
	unbase64url,
	uncbor,
	type Item
} from './encoding.ts';
import { ctx, idOf, parseId } from './contexts.ts';
import { isSigned, sha256 } from './primitives.ts';

export interface Entry {
	readonly firm: Buffer;
	readonly vault: Buffer | null;
	readonly seq: number;
	readonly prev: Buffer | null;
	readonly epoch: number;
	readonly kind: string;
	readonly author: { readonly kind: string; readonly id: Buffer };
	readonly firmHead: { readonly seq: number; readonly hash: Buffer } | null;
	readonly time: number;
	readonly payload: Map<string, Item>;
	readonly blobs: readonly Buffer[];
	readonly body: Buffer | null;
	readonly hash: Buffer;
	readonly headerBytes: Buffer;
	readonly signature: Buffer;
}

export interface Records {
	readonly firm: Buffer;
	readonly firmLog: Entry[];
	readonly vaults: { vault: Buffer; log: Entry[] }[];
}

/** Section 15.2. */
export function parseRecords(file: string): Records {
	if (!/^[ -~\n]*\n$/u.test(file)) throw new Error('not lines of ASCII');
	const lines = file.slice(0, -1).split('\n');
	if (lines.pop() !== `end ${lines.length}`) throw new Error('not complete');
	const [title, firmLine = '', made = '', ...rest] = lines;
	if (title !== 'tallyport/1 records' || !/^made \d+$/u.test(made)) throw new Error('not records');
	const firm = parseId(firmLine.replace(/^firm /u, ''), 32);
	const firmLog: Entry[] = [];
	const vaults: Records['vaults'] = [];
	for (const line of rest) {
		const [word, value = '', more] = line.split(' ');
		if (more !== undefined) throw new Error('not a line of records');
		if (word === 'vault') vaults.push({ vault: parseId(value, 16), log: [] });
		else if (word === 'entry') (vaults.at(-1)?.log ?? firmLog).push(parseEntry(unbase64url(value)));
		else throw new Error('not a line of records');
	}
	return { firm, firmLog, vaults };
}

/** Section 8. */
export function parseEntry(entry: Buffer): Entry {
	const [header, signature, body, ...more] = list(uncbor(entry));
	const headerBytes = bytes(header);
	const fields = list(uncbor(headerBytes));
	const [
		mark,
		suite,
		log,
		seq,
		prev,
		epoch,
		kind,
		author,
		firmHead,
		time,
		payload,
		bodyHash,
		blobs
	] = fields;
	if (more.length > 0 || fields.length !== 13 || mark !== 'tallyport/1 entry' || suite !== 1)
		throw new Error('form');
	const [firm, vault] = list(log);
	const [authorKind, authorId] = list(author);
	const sealed = body === null ? null : bytes(body);
	if (sealed ? !sha256(sealed).equals(bytes(bodyHash)) : bodyHash !== null)
		throw new Error('body hash');
	return {
		firm: bytes(firm),
		vault: vault === null ? null : bytes(vault),
		seq: number(seq),
		prev: prev === null ? null : bytes(prev),
		epoch: number(epoch),
		kind: text(kind),
		author: { kind: text(authorKind), id: bytes(authorId) },
		firmHead: firmHead === null ? null : headOf(list(firmHead)),
		time: number(time),
		payload: map(uncbor(bytes(payload))),
		blobs: list(blobs).map(bytes),
		body: sealed,
		hash: sha256(cbor(['tallyport/1 entry hash', headerBytes, bytes(signature)])),
		headerBytes,
		signature: bytes(signature)
	};
}

const headOf = ([seq, hash]: Item[]) => ({ seq: number(seq), hash: bytes(hash) });

/** Signing keys by the author they belong to. */
export type Keys = Map<string, Buffer>;
const nameOf = (kind: string, id: Buffer) => `${kind} ${id.toString('hex')}`;

/** Verifies both logs from the firm id alone; throws at the first thing that does not fit. */
export function verifyRecords({ firm, firmLog, vaults }: Records): Keys {
	const keys: Keys = new Map();
	const [genesis] = firmLog;
	if (genesis?.kind !== 'firm.genesis') throw new Error('no genesis');
	const [root, escrow] = [bytes(genesis.payload.get('root')), bytes(genesis.payload.get('escrow'))];
	if (!idOf('firm-id', root, escrow).equals(firm)) throw new Error('wrong firm');
	keys.set(nameOf('root', firm), root);
	verifyLog(firmLog, { firm, vault: null }, keys);
	for (const { vault, log } of vaults) {
		verifyLog(log, { firm, vault }, keys);
		for (const { firmHead } of log)
			if (!firmHead || !firmLog[firmHead.seq]?.hash.equals(firmHead.hash))
				throw new Error('forked');
	}
	return keys;
}

function verifyLog(
	log: Entry[],
	{ firm, vault }: { firm: Buffer; vault: Buffer | null },
	keys: Keys
): void {
	let previous: Entry | null = null;
	for (const entry of log) {
		if (!entry.firm.equals(firm) || !same(entry.vault, vault)) throw new Error('other log');
		if (entry.seq !== (previous?.seq ?? -1) + 1 || !same(entry.prev, previous?.hash ?? null))
			throw new Error('chain');
		const key = keys.get(nameOf(entry.author.kind, entry.author.id));
		const signed = cbor(['tallyport/1 entry signature', entry.headerBytes]);
		if (!key || !isSigned(key, signed, entry.signature)) throw new Error('signature');
		learnKeys(entry, keys);
		previous = entry;
	}
}

const same = (a: Buffer | null, b: Buffer | null) =>
	a === null || b === null ? a === b : a.equals(b);

/** Bundles prove themselves; a link's key is vouched for by the entry that invites. */
function learnKeys({ payload }: Entry, keys: Keys): void {
	for (const bundle of [payload.get('owner'), payload.get('bundle')]) {
		if (bundle === undefined) continue;
		const [signing, kem] = [bytes(map(bundle).get('signing')), bytes(map(bundle).get('kem'))];
		const user = idOf('user-id', signing, kem);
		const proof = bytes(map(bundle).get('proof'));
		if (!isSigned(signing, ctx('bundle-proof', { object: user }), proof)) throw new Error('bundle');
		keys.set(nameOf('user', user), signing);
	}
	const [invite, key] = [payload.get('invite'), payload.get('key')];
	if (invite !== undefined && key !== undefined)
		keys.set(nameOf('invite', bytes(invite)), bytes(key));
}
