/**
 * The public payloads of log entries (protocol.md sections 9 and 10), as decoded from CBOR. Both sides parse
 * them with these schemas: the server to index what it must know, the client before the fold judges them.
 */
import { z } from 'zod';
import type { KemPublicKey, Raw, Sealed, SigningPublicKey, Wrapped } from '../crypto/brands.ts';
import {
	fileIdFrom,
	firmIdFrom,
	folderIdFrom,
	inviteIdFrom,
	itemIdFrom,
	teamIdFrom,
	userIdFrom
} from '../crypto/ids.ts';
import { dropBodies, dropPayloads } from './drops.ts';
import { filingBodies, filingPayloads, replaces, viewedVersion } from './filing.ts';
import { detailsBodies, detailsPayloads } from './details.ts';
import { templateBodies, templatePayloads } from './firm-templates.ts';
import { requestBodies, requestPayloads } from './requests.ts';
import { messageBodies, messagePayloads } from './messages.ts';
import { approvalBodies, approvalPayloads } from './approvals.ts';
import { paperBodies, paperPayloads } from './paper.ts';
import { id, sized } from './sized.ts';
import { firmFaceBodies, firmFacePayloads, stageBodies, stagePayloads } from './stages.ts';
import { role } from './wire.ts';

const raw = z.custom<Raw>((value) => value instanceof Uint8Array);
const seq = z.int().nonnegative();
const text = (max: number) => z.string().max(max);

const signingKey = sized<SigningPublicKey>(32);
const kemKey = sized<KemPublicKey>(1216);
const wrapped = sized<Wrapped>(1169);
const sealed = z.custom<Sealed>((value) => value instanceof Uint8Array && value.length <= 65536);

const proof = sized<Raw>(64);
const bundle = z.strictObject({ kem: kemKey, proof, signing: signingKey });
const team = id(teamIdFrom, 16);
const user = id(userIdFrom, 32);
const invite = id(inviteIdFrom, 16);
const file = id(fileIdFrom, 16);
const folder = id(folderIdFrom, 16);

const teamEpoch = z.strictObject({
	epoch: z.int().positive(),
	/** The secret wrapped to the firm's escrow key: what the recovery kit opens. */
	escrow: wrapped,
	id: team,
	kem: kemKey,
	members: z.array(z.strictObject({ user, wrap: wrapped })).max(1000),
	previous: sealed.nullable()
});
export type TeamEpochPayload = z.infer<typeof teamEpoch>;
const teams = z.array(teamEpoch).max(100);

const grant = z.discriminatedUnion('to', [
	z.strictObject({ to: z.literal('team'), id: team, teamEpoch: z.int().positive(), wrap: wrapped }),
	z.strictObject({ to: z.literal('user'), id: user, teamEpoch: z.null(), wrap: wrapped }),
	// An open link can be used by whoever holds it, so it is a reader and is listed as one.
	z.strictObject({ to: z.literal('invite'), id: invite, teamEpoch: z.null(), wrap: wrapped }),
	z.strictObject({
		to: z.literal('escrow'),
		id: id(firmIdFrom, 32),
		teamEpoch: z.null(),
		wrap: wrapped
	})
]);
export type Grant = z.infer<typeof grant>;

const epoch = z.strictObject({
	epoch: z.int().positive(),
	grants: z.array(grant).max(1000),
	kem: kemKey,
	previous: sealed.nullable()
});
export type EpochPayload = z.infer<typeof epoch>;

/**
 * Secrets of earlier epochs that the newest does not lead back to, for a newcomer who gets history; oldest first.
 */
const isRising = (list: readonly { epoch: number }[]) =>
	list.every(({ epoch }, index) => index === 0 || epoch > (list[index - 1]?.epoch ?? 0));
const earlierEpoch = { epoch: z.int().positive(), wrap: wrapped };
const earlier = z.array(z.strictObject(earlierEpoch)).max(1000).refine(isRising);
export type EarlierPayload = z.infer<typeof earlier>;
const earlierOfTeams = z.array(z.strictObject({ epochs: earlier, team })).max(100);

const label = z.strictObject({ sealed, team, teamEpoch: z.int().positive() });
export type LabelPayload = z.infer<typeof label>;

const nothing = z.strictObject({});
const invitation = {
	capsuleHash: sized<Raw>(32),
	expires: seq,
	invite,
	key: signingKey
};

export const firmPayloads = {
	'firm.genesis': z.strictObject({
		escrow: kemKey,
		minSuite: z.literal(1),
		owner: bundle,
		root: signingKey,
		team: teamEpoch
	}),
	'firm.changed': nothing,
	...firmFacePayloads,
	...templatePayloads,
	'staff.invited': z.strictObject({ ...invitation, role }),
	'staff.uninvited': z.strictObject({ invite }),
	'staff.joined': z.strictObject({ bundle, invite, proof }),
	'team.granted': z.strictObject({
		earlier,
		epoch: z.int().positive(),
		team,
		user,
		wrap: wrapped
	}),
	/** `admit`: somebody who gets this and later keys, but none from before. */
	'team.rotated': z.strictObject({ admit: user.nullable(), team: teamEpoch }),
	/** `teams`: a new epoch of every team that the person was in. */
	'staff.removed': z.strictObject({ teams, user }),
	'staff.rekeyed': z.strictObject({ bundle, earlier: earlierOfTeams, proof, teams }),
	/** Signed by the root key of the recovery kit. `teams`: a new epoch of every team of the firm. */
	'escrow.used': z.strictObject({ bundle, earlier: earlierOfTeams, proof, teams })
} as const;

export const vaultPayloads = {
	'vault.genesis': z.strictObject({ epoch, label, teams: z.array(team).min(1).max(100) }),
	'vault.renamed': z.strictObject({ label }),
	/** `label` is by staff, who hold its key; null by members, and by staff who cannot read the name. */
	'epoch.started': z.strictObject({ epoch, label: label.nullable() }),
	/** Without `kem` and `wrap` the link reads nothing: whoever joins by it starts without history. */
	'member.invited': z
		.strictObject({
			...invitation,
			earlier,
			kem: kemKey.nullable(),
			wrap: wrapped.nullable()
		})
		.refine(({ earlier: list, kem, wrap }) =>
			kem === null ? wrap === null && list.length === 0 : wrap !== null
		),
	'member.uninvited': z.strictObject({ epoch, invite }),
	'member.joined': z.strictObject({ bundle, earlier, epoch, invite, proof }),
	'member.removed': z.strictObject({ epoch, user }),
	'member.rekeyed': z.strictObject({ bundle, earlier, epoch, proof }),
	'folder.made': nothing,
	'folder.renamed': nothing,
	'folder.removed': nothing,
	'file.added': nothing,
	'file.changed': nothing,
	'file.removed': nothing,
	'file.viewed': nothing,
	'file.reopened': nothing,
	...dropPayloads,
	...requestPayloads,
	...messagePayloads,
	...approvalPayloads,
	...paperPayloads,
	...filingPayloads,
	...stagePayloads,
	...detailsPayloads
} as const;

// Sealed bodies. Names are cleaned for display elsewhere; here only their size is bounded.
const name = text(1024);
const mark = z.strictObject({ colour: text(16), initials: text(8) });
export const directory = z
	.array(z.strictObject({ epoch: z.int().positive(), key: sized<Raw>(32) }))
	.max(1000);

/** What a file is, as its entry says it; the same when it came by a link and was accepted. */
const fileManifest = {
	folder: folder.nullable(),
	modified: seq.nullable(),
	name,
	parts: raw,
	size: z.int().positive(),
	stored: z.int().positive(),
	type: text(255)
};

/** The item of a checklist that a file answers; left out where it answers none. */
const answers = id(itemIdFrom, 16).optional();

export const firmBodies = {
	'firm.genesis': z.strictObject({ mark, name, ownerName: name, teamName: name }),
	'firm.changed': z.strictObject({ mark, name }),
	...firmFaceBodies,
	...templateBodies,
	'staff.invited': z.strictObject({ name }),
	'staff.uninvited': null,
	'staff.joined': z.strictObject({ name }),
	'team.granted': null,
	'team.rotated': null,
	'staff.removed': null,
	'staff.rekeyed': null,
	'escrow.used': z.strictObject({ name })
} as const;

export const vaultBodies = {
	'vault.genesis': z.strictObject({ directory, name }),
	'vault.renamed': z.strictObject({ name }),
	/** `name`: the client's, again for readers who get no history; counts when staff wrote it. */
	'epoch.started': z.strictObject({ directory, name: name.nullable() }),
	'member.invited': z.strictObject({ name }),
	'member.uninvited': z.strictObject({ directory }),
	'member.joined': z.strictObject({ directory, name }),
	'member.removed': z.strictObject({ directory }),
	'member.rekeyed': z.strictObject({ directory }),
	'folder.made': z.strictObject({ folder, name }),
	'folder.renamed': z.strictObject({ folder, name }),
	'folder.removed': z.strictObject({ folder }),
	'file.added': z.strictObject({
		answers,
		/** Left out where it is a file of its own. */
		replaces: replaces.optional(),
		...fileManifest
	}),
	'file.changed': z.strictObject({ file, folder: folder.nullable(), name }),
	'file.removed': null,
	/** Without `version`: the one in place. */
	'file.viewed': z.strictObject({ file, version: viewedVersion.optional() }),
	/** Likewise, by somebody who had opened it before. */
	'file.reopened': z.strictObject({ file, version: viewedVersion.optional() }),
	...dropBodies,
	'drop.accepted': z.strictObject({ answers, ...fileManifest }),
	...requestBodies,
	...messageBodies,
	...approvalBodies,
	...paperBodies,
	...filingBodies,
	...stageBodies,
	...detailsBodies
} as const;

export type FirmKind = keyof typeof firmPayloads;
export type VaultKind = keyof typeof vaultPayloads;
export const isFirmKind = (kind: string): kind is FirmKind => Object.hasOwn(firmPayloads, kind);
export const isVaultKind = (kind: string): kind is VaultKind => Object.hasOwn(vaultPayloads, kind);

/** Whether entries of this kind have a sealed body. */
export const hasBody = (kind: FirmKind | VaultKind): boolean =>
	(isFirmKind(kind) ? firmBodies[kind] : vaultBodies[kind]) !== null;
