/**
 * The certificate of an approval as the portal gives it. Its record holds both logs up to the last signature, and opens of
 * them only what concerns this document and this approval. It is made only from a record that proves it.
 */
import type { Language } from '../contract/language.ts';
import { vaultBodies, vaultPayloads } from '../contract/log.ts';
import type { ApprovalId, FileId, Raw, VaultId } from '../crypto/brands.ts';
import { openBody } from '../crypto/entry.ts';
import { parseEntry, type Head, type ParsedEntry } from '../crypto/entry-header.ts';
import { fileOfBlob } from '../crypto/ids.ts';
import type { Api } from './api.ts';
import { approvalsIn } from './approval-record.ts';
import { acceptedScan, isComplete, statusOf, type Approval } from './approvals.ts';
import { segment } from './archive-names.ts';
import { certificateName, certificateOf, needsFont } from './certificate.ts';
import { certificateFont, type FontFile } from './certificate-font.ts';
import { openOrNull } from './open-body.ts';
import { Refusal } from './problems.ts';
import { parseRecords, recordsText, type EntryToRecord } from './records.ts';
import { openingOrNull, requireHead, serveAll, type SavedFile } from './records-export.ts';
import type { Session } from './session.ts';
import type { VaultLog } from './vault-log.ts';

/** @throws Refusal `approval-incomplete`, or `certificate-letters`: rather none than one that is not the same for everybody */
export async function approvalCertificate(
	api: Api,
	session: Session,
	{
		vault: id,
		approval: wanted,
		language,
		now
	}: { vault: VaultId; approval: ApprovalId; language: Language; now: number },
	fontFile: FontFile
): Promise<SavedFile> {
	const vault = await session.vault(id);
	const approval = vault.state.approvals.get(wanted);
	if (!approval) throw new Refusal('not-found');
	if (!isComplete(approval) || approval.ended) throw new Refusal('approval-incomplete');
	const text = await recordOf(api, { vault, approval, now });
	const found = await approvalsIn(parseRecords(new TextEncoder().encode(text)));
	const proved = found.find((one) => one.approval.approval === wanted);
	if (!proved || proved.status !== statusOf(vault.state, approval) || proved.fault)
		throw new Refusal('log-broken');
	const name = segment(certificateName(approval, withoutEnding(approval.name), language));
	const font = needsFont(proved) ? await certificateFont(fontFile) : null;
	const page = await certificateOf(proved, text, language, font);
	const content = new Blob([page], { type: 'application/pdf' });
	return { name, content };
}

async function recordOf(
	api: Api,
	{ vault, approval, now }: { vault: VaultLog; approval: Approval; now: number }
): Promise<string> {
	const { firm } = vault;
	const last = answersTo(approval).reduce((a, b) => (a.seq > b.seq ? a : b));
	const served = await serveAll((after) => api.vaultLog(vault.vault, after), last.seq + 1);
	await requireHead(served, last);
	const parsed = await Promise.all(served.map((bytes) => parseEntry(bytes)));
	const quoted = Math.max(...parsed.map(({ header }) => header.firmHead?.seq ?? 0));
	const ofFirm = await serveAll((after) => api.firmLog(firm.firm, after), quoted + 1);
	const entries = await Promise.all(parsed.map((entry) => recorded(vault, entry, approval)));
	const sealed = (bytes: Raw): EntryToRecord => ({ bytes, opening: null });
	const title = { firm: firm.firm, made: now, withNames: true };
	return [...recordsText(title, ofFirm.map(sealed), [{ vault: vault.vault, entries }])].join('');
}

/** The entries that completed it. */
const answersTo = (approval: Approval): Head[] =>
	approval.signers.flatMap((_, place) => {
		const answer = approval.given.get(place) ?? acceptedScan(approval, place)?.decision;
		return answer ? [answer.head] : [];
	});

async function recorded(
	vault: VaultLog,
	entry: ParsedEntry,
	approval: Approval
): Promise<EntryToRecord> {
	const held = vault.heldEpoch(entry.header.epoch);
	const concerns = held && (await isAbout(entry, approval, vault));
	return { bytes: entry.bytes, opening: concerns ? await openingOrNull(entry, held.seal) : null };
}

/**
 * The document's own entries, its new names, which version was put back, the same of the scans that were accepted, and
 * whatever was said about this approval.
 */
async function isAbout(entry: ParsedEntry, approval: Approval, vault: VaultLog): Promise<boolean> {
	const files = filesOf(approval);
	const { kind, blobs, payload } = entry.header;
	if (kind === 'file.added' || kind === 'drop.accepted')
		return blobs.some((blob) => files.has(vault.state.versions.get(blob) ?? fileOfBlob(blob)));
	if (kind === 'file.changed' || kind === 'version.restored') {
		const file = await fileIn(entry, kind, vault);
		return file !== null && files.has(file);
	}
	if (!kind.startsWith('approval.')) return false;
	const about = vaultPayloads['approval.given'].safeParse(payload);
	return about.success && about.data.approval === approval.approval;
}

const filesOf = (approval: Approval): Set<FileId> =>
	new Set([
		approval.file,
		...approval.signers.flatMap((_, place) => acceptedScan(approval, place)?.file ?? [])
	]);

async function fileIn(
	entry: ParsedEntry,
	kind: 'file.changed' | 'version.restored',
	vault: VaultLog
): Promise<FileId | null> {
	const held = vault.heldEpoch(entry.header.epoch);
	const body = held && (await openOrNull(() => openBody(entry, held.seal)));
	const parsed = vaultBodies[kind].safeParse(body);
	return parsed.success ? parsed.data.file : null;
}

const withoutEnding = (name: string): string => name.replace(/\.[^.]{1,8}$/u, '');
