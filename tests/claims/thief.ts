/**
 * Somebody with secrets of a person and a copy of everything the server has. Tries every secret, and every key that
 * follows from one, on every sealed body, seal, wrap and blob of the copy, and goes on with whatever that opens.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Decrypter } from 'age-encryption';
import { ageIdentityText } from '../../src/crypto/age/identity-text.ts';
import type { BlobId, DropId, FirmId, KemSeed, Raw, VaultId } from '../../src/crypto/brands.ts';
import { toHex } from '../../src/crypto/bytes.ts';
import type { ContextFields, DerivationPurpose, SealPurpose } from '../../src/crypto/context.ts';
import { openDropManifest } from '../../src/crypto/drop.ts';
import { derive } from '../../src/crypto/derive.ts';
import { decode, isMap as isValueMap, type Value } from '../../src/crypto/encoding.ts';
import { bodyFields } from '../../src/crypto/entry.ts';
import { parseEntry, type EntryHeader, type ParsedEntry } from '../../src/crypto/entry-header.ts';
import { CryptoError } from '../../src/crypto/errors.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import {
	capsuleKeyFrom,
	directoryKeyFrom,
	dropCapsuleKeyFrom,
	epochSealKeyFrom,
	kemSeedFrom,
	labelKeyFrom,
	notesKeyFrom,
	teamChainKeyFrom
} from '../../src/crypto/keys.ts';
import { unpad } from '../../src/crypto/padding.ts';
import { open, type KeyFor } from '../../src/crypto/seal.ts';
import { kemKeyPair } from '../../src/crypto/sign.ts';
import {
	unwrapDropSecret,
	unwrapEpochSecret,
	unwrapTeamSecret,
	type WrapFields
} from '../../src/crypto/wrap.ts';
import type { TestPortal } from '../server/portal.ts';
import type { Person } from './people.ts';

/** What came by a drop link and waits. */
interface DroppedPlace {
	readonly firm: FirmId;
	readonly vault: VaultId;
	readonly drop: DropId;
	readonly blob: BlobId;
	readonly manifest: Raw;
}

export interface Copy {
	readonly entries: readonly ParsedEntry[];
	readonly capsules: readonly { readonly invite: Raw; readonly sealed: Raw }[];
	/** Also of what waits after it came by a drop link. */
	readonly blobs: ReadonlyMap<BlobId, Raw>;
	readonly drops: readonly { readonly drop: DropId; readonly sealed: Raw }[];
	readonly manifests: readonly DroppedPlace[];
	/** All entries there are, one after another: a key that none of them states was never wrapped to. */
	readonly stated: Buffer;
}

/** Everything encrypted that the server has of logs, invitations and files. */
export async function copyOf({ services, folder }: TestPortal): Promise<Copy> {
	const { db } = services;
	const rows = await db.selectFrom('entries').select('bytes').orderBy('seq').execute();
	const invites = await db.selectFrom('invites').select(['id', 'capsule']).execute();
	const blobs = await db
		.selectFrom('blobs')
		.select('id')
		.where('added_seq', 'is not', null)
		.execute();
	const drops = await db.selectFrom('drop_links').select(['id', 'capsule']).execute();
	const dropped = await db
		.selectFrom('drop_files')
		.innerJoin('vaults', 'vaults.id', 'drop_files.vault')
		.select(['drop_files.blob', 'drop_files.vault', 'vaults.firm', 'drop_files.drop_link as drop'])
		.select('drop_files.manifest')
		.where('state', '=', 'here')
		.execute();
	return {
		stated: Buffer.concat(rows.map(({ bytes }) => bytes)),
		entries: await Promise.all(rows.map(({ bytes }) => parseEntry(new Uint8Array(bytes)))),
		capsules: invites.map(({ id, capsule }) => ({
			invite: idBytes(id),
			sealed: new Uint8Array(capsule)
		})),
		drops: drops.map(({ id, capsule }) => ({ drop: id, sealed: new Uint8Array(capsule) })),
		manifests: dropped.map(({ manifest, ...place }) => ({
			...place,
			manifest: new Uint8Array(manifest ?? [])
		})),
		blobs: new Map(
			await Promise.all(
				[...blobs.map(({ id }) => id), ...dropped.map(({ blob }) => blob)].map(
					async (id) => [id, await storedBlob(folder, id)] as const
				)
			)
		)
	};
}

async function storedBlob(folder: string, blob: BlobId): Promise<Raw> {
	const at = path.join(folder, 'blobs', blob.slice(0, 2), blob);
	const names = (await readdir(at)).sort((a, b) => Number(a) - Number(b));
	const parts = await Promise.all(names.map((name) => readFile(path.join(at, name))));
	return new Uint8Array(Buffer.concat(parts));
}

/** What is in `after` and was not in `before`. */
export function since(before: Copy, after: Copy): Copy {
	const entries = new Set(before.entries.map(({ hash }) => hash));
	const capsules = new Set(before.capsules.map(({ invite }) => toHex(invite)));
	return {
		stated: after.stated,
		entries: after.entries.filter(({ hash }) => !entries.has(hash)),
		capsules: after.capsules.filter(({ invite }) => !capsules.has(toHex(invite))),
		drops: after.drops.filter(({ drop }) => !before.drops.some((one) => one.drop === drop)),
		manifests: after.manifests.filter(({ blob }) => !before.blobs.has(blob)),
		blobs: new Map([...after.blobs].filter(([id]) => !before.blobs.has(id)))
	};
}

/** Every secret that a person's client holds now, also those of the links whose secrets are given. */
export function secretsOf({ keyholder }: Person, links: readonly Raw[] = []): Raw[] {
	const { session } = keyholder;
	const { account, firm, openVaults } = session;
	const teams = [...firm.teams.values()].flatMap((team) => [team, ...team.earlier.values()]);
	const vaults = openVaults.flatMap((id) => {
		const held = session.loadedVault(id)?.heldEpochs.values() ?? [];
		return [...held].map(({ secret }) => secret);
	});
	return [
		account.key,
		account.identity.seed,
		...teams.map(({ secret }) => secret),
		...firm.directory.values(),
		...vaults,
		...links
	].map((secret) => secret.slice());
}

/** What opened, each by a name that says what and where, such as `body of file.added 7`. */
export type Loot = ReadonlySet<string>;

const KEM_PURPOSES = [
	...(['identity-kem', 'team-kem', 'epoch-age', 'link-kem', 'kit-escrow'] as const),
	'drop-kem'
] as const;
const SEAL_PURPOSES = [
	...([
		'passkey-unlock',
		'recovery-unlock',
		'team-labels',
		'team-notes',
		'team-chain',
		'team-directory'
	] as const),
	...(['epoch-seals', 'link-capsule', 'account-device'] as const),
	...(['drop-capsule-key', 'drop-notes'] as const)
] satisfies DerivationPurpose[];

type Secret = Raw;
/** Something sealed or wrapped. Null: this secret does not open it. */
interface Locked {
	readonly name: string;
	readonly attempt: (keys: Keys) => Promise<readonly Secret[] | null>;
}
interface Keys {
	readonly seals: readonly Raw[];
	readonly kems: readonly KemSeed[];
}

/** Tries until nothing more opens. */
export async function rob(copy: Copy, secrets: readonly Secret[]): Promise<Loot> {
	const known = new Map(secrets.map((secret) => [toHex(secret), secret]));
	const loot = new Set<string>();
	let locked = lockedIn(copy);
	let fresh = [...known.values()];
	while (fresh.length > 0) {
		const keys = await keysFrom(fresh, copy);
		const found: Secret[] = [];
		const left: Locked[] = [];
		for (const one of locked) {
			const opened = await one.attempt(keys);
			if (opened) loot.add(one.name);
			else left.push(one);
			found.push(...(opened ?? []));
		}
		locked = left;
		fresh = found.filter((secret) => !known.has(toHex(secret)));
		for (const secret of fresh) known.set(toHex(secret), secret);
	}
	return loot;
}

async function keysFrom(secrets: readonly Secret[], { stated }: Copy): Promise<Keys> {
	const by = (purposes: readonly DerivationPurpose[]) =>
		Promise.all(secrets.flatMap((secret) => purposes.map((purpose) => derive(secret, purpose))));
	const kems = await by(KEM_PURPOSES);
	return {
		seals: [...secrets, ...(await by(SEAL_PURPOSES))],
		kems: [...secrets, ...kems]
			.map(kemSeedFrom)
			.filter((seed) => stated.includes(Buffer.from(kemKeyPair(seed).publicKey)))
	};
}

function lockedIn({ entries, capsules, drops, manifests, blobs }: Copy): Locked[] {
	return [
		...entries.flatMap(lockedInEntry),
		...capsules.map(({ invite, sealed }) =>
			sealedBy('capsule', `capsule ${toHex(invite)}`, { object: invite }, sealed)
		),
		...drops.map(({ drop, sealed }) =>
			sealedBy('drop-capsule', `drop capsule ${drop}`, { object: idBytes(drop) }, sealed)
		),
		...manifests.map(manifestOf),
		...[...blobs].map(([id, bytes]) => blob(id, bytes))
	];
}

function lockedInEntry(entry: ParsedEntry): Locked[] {
	const { header, sealedBody } = entry;
	const name = `${header.vault ?? 'firm'} ${String(header.seq)} ${header.kind}`;
	const { bodyHash: _, ...fields } = header;
	const body =
		sealedBody && sealedBy('entry-body', `body of ${name}`, bodyFields(fields), sealedBody);
	const templates =
		sealedBody && header.kind === 'template.kept' ? [templateIn(header, sealedBody, name)] : [];
	return [...(body ? [body] : []), ...templates, ...lockedInPayload(header, name)];
}

/** A seal within a sealed body: it takes two keys, whenever each is found. */
function templateIn(header: EntryHeader, sealedBody: Raw, name: string): Locked {
	const keys: Raw[] = [];
	const anyOf = async (attempt: (key: Raw) => Promise<Raw>) => {
		for (const key of keys) {
			const opened = await orNull(() => attempt(key));
			if (opened) return decode(unpad(opened));
		}
		return null;
	};
	const { bodyHash: _, ...fields } = header;
	const { firm, epoch, seq: sequence, author } = header;
	return {
		name: `template in ${name}`,
		attempt: async ({ seals }) => {
			keys.push(...seals);
			const body = await anyOf((key) =>
				open('entry-body', directoryKeyFrom(key), bodyFields(fields), sealedBody)
			);
			if (body === null) return null;
			const object = bytesOf(field(body, 'template'));
			const place = { firm, epoch, object, sequence, sender: idBytes(author.id) };
			const content = await anyOf((key) =>
				open('firm-template', notesKeyFrom(key), place, bytesOf(field(body, 'sealed')))
			);
			return content === null ? null : [];
		}
	};
}

/** The wraps and seals that a payload may carry, by the fields that hold them. */
function lockedInPayload(header: EntryHeader, name: string): Locked[] {
	const { payload } = header;
	const teams = [payload['team'], ...listOf(payload['teams'])].filter(isMap);
	const grants = payload['epoch'];
	return [
		...teams.flatMap((team) => lockedInTeam(header, team, name)),
		...(isMap(grants) ? lockedInEpoch(header, grants, name) : []),
		...(header.kind === 'drop.opened' ? lockedInDrop(header, name) : []),
		...(isMap(payload['label']) ? [label(header, payload['label'], name)] : []),
		...listOf(payload['seals'])
			.filter(isMap)
			.map((seal) => note(header, seal, name)),
		...lockedElsewhere(header, name)
	];
}

/** A drop link's own secret. */
function lockedInDrop(header: EntryHeader, name: string): Locked[] {
	const { firm, payload } = header;
	const place = { firm, ...(header.vault ? { vault: header.vault } : {}) };
	return listOf(payload['grants']).map((grant) =>
		wrapped(
			'drop',
			`drop key in ${name}`,
			{ ...place, object: bytesOf(payload['drop']) },
			header,
			bytesOf(field(grant, 'wrap'))
		)
	);
}

const manifestOf = ({ manifest, ...place }: DroppedPlace): Locked => ({
	name: `manifest of ${place.blob}`,
	attempt: async ({ kems }) => {
		for (const seed of kems)
			if (await orNull(() => openDropManifest(kemKeyPair(seed), place, manifest))) return [];
		return null;
	}
});

function lockedInTeam(header: EntryHeader, team: ValueMap, name: string): Locked[] {
	const place = { firm: header.firm, epoch: Number(team['epoch']), object: bytesOf(team['id']) };
	const wraps = [team['escrow'], ...listOf(team['members']).map((member) => field(member, 'wrap'))];
	const previous = team['previous'];
	return [
		...wraps.map((wrap) => wrapped('team', `team key in ${name}`, place, header, bytesOf(wrap))),
		...(isRaw(previous)
			? [sealedBy('team-previous', `earlier team key in ${name}`, place, previous)]
			: [])
	];
}

function lockedInEpoch(header: EntryHeader, epoch: ValueMap, name: string): Locked[] {
	const place = placeIn(header, Number(epoch['epoch']));
	const previous = epoch['previous'];
	return [
		...listOf(epoch['grants']).map((grant) =>
			wrapped('vault', `key in ${name}`, place, header, bytesOf(field(grant, 'wrap')))
		),
		...(isRaw(previous)
			? [sealedBy('epoch-previous', `earlier key in ${name}`, place, previous)]
			: [])
	];
}

const placeIn = ({ firm, vault }: EntryHeader, epoch: number) => ({
	firm,
	...(vault ? { vault } : {}),
	epoch
});

/** An invitation's own wrap, a team's grant, and wraps of earlier keys. */
function lockedElsewhere(header: EntryHeader, name: string): Locked[] {
	const { payload } = header;
	const earlier = listOf(payload['earlier']).flatMap((one) => {
		const epochs = listOf(field(one, 'epochs'));
		return epochs.length > 0
			? epochs.map((epoch) => [epoch, field(one, 'team')])
			: [[one, payload['team']]];
	});
	const own = isRaw(payload['wrap'])
		? [[{ ...payload, epoch: payload['epoch'] ?? header.epoch }, payload['team']]]
		: [];
	return [...own, ...earlier].map(([one, team]) => {
		const epoch = Number(field(one ?? null, 'epoch'));
		const wrap = bytesOf(field(one ?? null, 'wrap'));
		return header.vault
			? wrapped('vault', `key in ${name}`, placeIn(header, epoch), header, wrap)
			: wrapped(
					'team',
					`team key in ${name}`,
					{ firm: header.firm, epoch, object: bytesOf(team) },
					header,
					wrap
				);
	});
}

function label(header: EntryHeader, { sealed, team, teamEpoch }: ValueMap, name: string): Locked {
	const place = placeIn(header, Number(teamEpoch));
	const fields = { ...place, object: bytesOf(team), sender: idBytes(header.author.id) };
	return sealedBy('vault-label', `label in ${name}`, fields, bytesOf(sealed));
}

function note(header: EntryHeader, { sealed, team, teamEpoch }: ValueMap, name: string): Locked {
	const place = { ...placeIn(header, Number(teamEpoch)), sequence: header.seq };
	const fields = { ...place, object: bytesOf(team), sender: idBytes(header.author.id) };
	const [purpose, what] =
		header.kind === 'details.kept'
			? (['staff-details', 'details'] as const)
			: (['staff-note', 'note'] as const);
	return sealedBy(purpose, `${what} in ${name}`, fields, bytesOf(sealed));
}

type Tried = Extract<
	SealPurpose,
	| 'capsule'
	| 'drop-capsule'
	| 'entry-body'
	| 'vault-label'
	| 'staff-note'
	| 'staff-details'
	| 'team-previous'
	| 'epoch-previous'
>;
/** Any 32 bytes are tried as any kind of key. */
const keyFrom: { readonly [P in Tried]: (bytes: Raw) => KeyFor<P> } = {
	capsule: capsuleKeyFrom,
	'drop-capsule': dropCapsuleKeyFrom,
	'entry-body': directoryKeyFrom,
	'vault-label': labelKeyFrom,
	'staff-note': notesKeyFrom,
	'staff-details': notesKeyFrom,
	'team-previous': teamChainKeyFrom,
	'epoch-previous': epochSealKeyFrom
};

const sealedBy = (purpose: Tried, name: string, fields: ContextFields, sealed: Raw): Locked => ({
	name,
	attempt: async ({ seals }) => {
		for (const bytes of seals) {
			const key = keyFrom[purpose](bytes);
			const opened = await orNull(() => open(purpose, key, fields, sealed));
			if (opened) return secretsIn(opened);
		}
		return null;
	}
});

type Unwrap = (...of: Parameters<typeof unwrapTeamSecret>) => Promise<Secret>;
const unwraps = { team: unwrapTeamSecret, vault: unwrapEpochSecret, drop: unwrapDropSecret };

const wrapped = (
	of: keyof typeof unwraps,
	name: string,
	place: Omit<WrapFields, 'sender'>,
	{ author }: EntryHeader,
	bytes: Raw
): Locked => ({
	name,
	attempt: async ({ kems }) => {
		const fields = { ...place, sender: idBytes(author.id) };
		const unwrap: Unwrap = unwraps[of];
		for (const seed of kems) {
			const secret = await orNull(() => unwrap(seed, fields, bytes));
			if (secret) return [secret];
		}
		return null;
	}
});

const blob = (id: BlobId, bytes: Raw): Locked => ({
	name: `blob ${id}`,
	attempt: async ({ kems }) => {
		const decrypter = new Decrypter();
		for (const seed of kems) decrypter.addIdentity(ageIdentityText(seed));
		return decrypter.decrypt(bytes).then(
			() => [],
			() => null
		);
	}
});

/** A secret itself, or what a body carries: any 32 bytes in it are worth a try. */
function secretsIn(opened: Raw): Secret[] {
	if (opened.length === 32) return [opened];
	try {
		return keysIn(decode(unpad(opened)));
	} catch {
		return [];
	}
}

function keysIn(value: Value): Secret[] {
	if (isRaw(value)) return value.length === 32 ? [value] : [];
	if (Array.isArray(value)) return value.flatMap(keysIn);
	return isMap(value) ? Object.values(value).flatMap(keysIn) : [];
}

const isRaw = (value: Value | undefined): value is Raw =>
	value instanceof Uint8Array && value.buffer instanceof ArrayBuffer;

type ValueMap = Record<string, Value>;
const isMap = (value: Value | undefined): value is ValueMap =>
	value !== undefined && isValueMap(value);
const listOf = (value: Value | undefined): Value[] => (Array.isArray(value) ? value : []);
const field = (value: Value, name: string): Value => (isMap(value) ? (value[name] ?? null) : null);
const bytesOf = (value: Value | undefined): Raw => (isRaw(value) ? value : new Uint8Array());

async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
	try {
		return await work();
	} catch (error) {
		if (error instanceof CryptoError) return null;
		throw error;
	}
}
