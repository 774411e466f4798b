/** docs/protocol.md sections 6, 9 and 10: from the 24 words of the recovery kit to every name and every document. */
import { mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { openBlob } from './age-file.ts';
import { derive, idOf, openSeal, ctx, unpad, unwrap } from './contexts.ts';
import { bytes, list, map, number, text, uncbor, type Item } from './encoding.ts';
import type { Entry, Records } from './logs.ts';
import { ed25519PublicKey, xWingPublicKey } from './primitives.ts';

export interface Kit {
	readonly firm: Buffer;
	readonly escrow: Buffer;
}

export function kitFrom(words: string): Kit {
	const entropy = Buffer.from(mnemonicToEntropy(words, wordlist));
	const escrow = derive(entropy, 'kit-escrow');
	const root = ed25519PublicKey(derive(entropy, 'kit-root'));
	return { firm: idOf('firm-id', root, xWingPublicKey(escrow)), escrow };
}

export interface OpenedFile {
	readonly name: string;
	readonly type: string;
	readonly author: Buffer;
	readonly blob: Buffer;
	open(stored: Buffer): Buffer;
}

export interface OpenedVault {
	/** Bodies by position; null where an entry has none. */
	readonly bodies: (Map<string, Item> | null)[];
	readonly files: OpenedFile[];
}

/** Every epoch by its own grant to escrow, and each again through `previous`: both must give the same secret. */
export function openVault(kit: Kit, log: Entry[]): OpenedVault {
	const secrets = new Map<number, Buffer>();
	for (const entry of log) {
		const epoch = entry.payload.get('epoch');
		if (!(epoch instanceof Map)) continue;
		const secret = epochSecret(kit, entry, epoch);
		secrets.set(number(epoch.get('epoch')), secret);
		requirePrevious(entry, epoch, secret, secrets);
	}
	const keyOf = ({ epoch }: Entry) => derive(secrets.get(epoch)!, 'epoch-seals');
	const bodies = log.map((entry) => entry.body && openBody(entry, keyOf(entry)));
	const files = log.flatMap((entry, i) => {
		const body = bodies[i];
		if (!['file.added', 'drop.accepted'].includes(entry.kind) || !body) return [];
		return [openedFile(entry, body, derive(secrets.get(entry.epoch)!, 'epoch-age'))];
	});
	return { bodies, files };
}

function epochSecret(kit: Kit, { firm, vault, author }: Entry, epoch: Map<string, Item>): Buffer {
	const grant = list(epoch.get('grants'))
		.map(map)
		.find((one) => one.get('to') === 'escrow');
	if (!vault || !grant || !bytes(grant.get('id')).equals(firm))
		throw new Error('no grant to escrow');
	const elements = { firm, vault, epoch: number(epoch.get('epoch')), sender: author.id };
	const secret = unwrap(kit.escrow, 'vault-grant', elements, bytes(grant.get('wrap')));
	if (!xWingPublicKey(derive(secret, 'epoch-age')).equals(bytes(epoch.get('kem'))))
		throw new Error('other secret');
	return secret;
}

function requirePrevious(
	{ firm, vault }: Entry,
	epoch: Map<string, Item>,
	secret: Buffer,
	secrets: Map<number, Buffer>
): void {
	const [previous, n] = [epoch.get('previous'), number(epoch.get('epoch'))];
	if (previous === null) return;
	const context = ctx('epoch-previous', { firm, vault: vault!, epoch: n });
	const earlier = openSeal(derive(secret, 'epoch-seals'), context, bytes(previous));
	if (!earlier.equals(secrets.get(n - 1)!)) throw new Error('other previous');
}

export function openBody(
	{ firm, vault, epoch, seq, author, kind, body }: Entry,
	key: Buffer
): Map<string, Item> {
	const context = ctx('entry-body', {
		firm,
		vault,
		epoch,
		sequence: seq,
		sender: author.id,
		field: kind
	});
	return map(uncbor(unpad(openSeal(key, context, body!))));
}

function openedFile(entry: Entry, body: Map<string, Item>, seed: Buffer): OpenedFile {
	const manifest = {
		size: number(body.get('size')),
		stored: number(body.get('stored')),
		parts: bytes(body.get('parts'))
	};
	return {
		name: text(body.get('name')),
		type: text(body.get('type')),
		author: entry.author.id,
		blob: entry.blobs[0]!,
		open: (stored) => openBlob(seed, stored, manifest)
	};
}

/** The names in the firm log, by the directory key of each epoch of the default team, which escrow holds too. */
export function openFirm(kit: Kit, records: Records): (Map<string, Item> | null)[] {
	const secrets = teamSecrets(kit, records);
	return records.firmLog.map(
		(entry) => entry.body && openBody(entry, derive(secrets.get(entry.epoch)!, 'team-directory'))
	);
}

/** What staff wrote for staff, by the notes key of the default team's epoch that each is sealed under. */
export function openNotes(
	kit: Kit,
	records: Records,
	log: readonly Entry[],
	[kindOf, purpose] = ['note.written', 'staff-note']
): Map<string, Item>[] {
	const secrets = teamSecrets(kit, records);
	return log
		.filter(({ kind }) => kind === kindOf)
		.map(({ firm, vault, seq, author, payload }) => {
			const [seal] = list(payload.get('seals')).map(map);
			const epoch = number(seal!.get('teamEpoch'));
			const context = ctx(purpose, {
				firm,
				vault,
				epoch,
				object: bytes(seal!.get('team')),
				sequence: seq,
				sender: author.id
			});
			const key = derive(secrets.get(epoch)!, 'team-notes');
			return map(uncbor(unpad(openSeal(key, context, bytes(seal!.get('sealed'))))));
		});
}

/** Templates that the firm keeps, as they were last: section 9.1. */
export function openTemplates(kit: Kit, records: Records): Map<string, Item>[] {
	const secrets = teamSecrets(kit, records);
	const kept = new Map<string, Map<string, Item>>();
	for (const entry of records.firmLog) {
		if (!['template.kept', 'template.removed'].includes(entry.kind)) continue;
		const secret = secrets.get(entry.epoch)!;
		const body = openBody(entry, derive(secret, 'team-directory'));
		const id = bytes(body.get('template'));
		kept.delete(id.toString('hex'));
		if (entry.kind === 'template.removed') continue;
		const context = ctx('firm-template', {
			firm: entry.firm,
			epoch: entry.epoch,
			object: id,
			sequence: entry.seq,
			sender: entry.author.id
		});
		const content = openSeal(derive(secret, 'team-notes'), context, bytes(body.get('sealed')));
		kept.set(id.toString('hex'), map(uncbor(unpad(content))));
	}
	return [...kept.values()];
}

function teamSecrets(kit: Kit, { firm, firmLog }: Records): Map<number, Buffer> {
	const everyone = bytes(map(firmLog[0]!.payload.get('team')).get('id'));
	const secrets = new Map<number, Buffer>();
	for (const { payload, author } of firmLog) {
		const teams = [
			payload.get('team'),
			...(Array.isArray(payload.get('teams')) ? list(payload.get('teams')) : [])
		];
		for (const team of teams) {
			if (!(team instanceof Map) || !bytes(team.get('id')).equals(everyone)) continue;
			const epoch = number(team.get('epoch'));
			const elements = { firm, epoch, object: everyone, sender: author.id };
			const secret = unwrap(kit.escrow, 'team-grant', elements, bytes(team.get('escrow')));
			if (!xWingPublicKey(derive(secret, 'team-kem')).equals(bytes(team.get('kem'))))
				throw new Error('other secret');
			secrets.set(epoch, secret);
		}
	}
	return secrets;
}
