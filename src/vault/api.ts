/**
 * The server, as the client's rules see it: typed calls whose answers are parsed before anything looks at them.
 * Never throws anything but `Refusal`; never sends what is not in the contract.
 */
import type { z } from 'zod';
import type {
	BlobId,
	DeliveryId,
	DropId,
	FirmId,
	InviteId,
	Raw,
	VaultId
} from '../crypto/brands.ts';
import * as contract from '../contract/api.ts';
import type { Language } from '../contract/language.ts';
import * as notices from '../contract/notices.ts';
import * as push from '../contract/push.ts';
import * as reminders from '../contract/reminders.ts';
import * as drops from '../contract/drops.ts';
import { errorBody } from '../contract/errors.ts';
import { toWire } from '../contract/wire.ts';
import { Arriving, bodyOf } from './body.ts';
import { Line, type Patience } from './line.ts';
import { Refusal } from './problems.ts';
import { noteUncounted } from './uncounted.ts';

export type Fetch = (path: string, init: RequestInit) => Promise<Response>;
export type Api = ReturnType<typeof connectApi>;

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
const CONTENT_JSON = { 'content-type': 'application/json' };
/** More than any honest answer: a log page ends at 4 MiB of entries, a list at 1,000 rows. */
const MAX_ANSWER_BYTES = 16 * 1024 * 1024;

/** One sender's use of a drop link. */
export interface OfDelivery {
	readonly drop: DropId;
	readonly delivery: DeliveryId;
}

/** Whose invitations: a vault's, to clients, or the firm's own, to colleagues. */
export type InvitedTo = { readonly vault: VaultId } | { readonly firm: FirmId };

const invitesAt = (to: InvitedTo): string =>
	'vault' in to ? `/vaults/${to.vault}/invites` : `/firms/${to.firm}/invites`;

interface Part {
	readonly bytes: Raw;
	readonly hash: Raw;
}

interface Span {
	readonly start: number;
	readonly end: number;
}

export function connectApi(fetch: Fetch, patience?: Patience) {
	const line = new Line(patience, async (signal) => {
		const answer = await fetch('/api/status', { signal });
		// That it came is all there is to know: nobody waits for a body, however long it is.
		await answer.body?.cancel();
	});
	/** `read` takes the answer; it says what it throws. @throws Refusal `offline`, `cancelled`, `no-answer` or the portal's own */
	function exchange<T>(
		path: string,
		init: RequestInit,
		bytes: number,
		read: (response: Response, signal: AbortSignal, moved: () => void) => Promise<T>
	): Promise<T> {
		return line.exchange(bytes, init.signal, async (signal, moved) => {
			let response: Response;
			try {
				response = await fetch(`/api${path}`, { ...init, signal });
			} catch {
				throw new Refusal(signal.aborted ? 'cancelled' : 'offline');
			}
			moved();
			if (!response.ok) throw await refusalOf(response, moved);
			return read(response, signal, moved);
		});
	}
	async function call<S extends z.ZodType>(
		method: string,
		path: string,
		answer: S,
		body?: Json
	): Promise<z.output<S>> {
		const text = body === undefined ? null : JSON.stringify(body);
		const init = text === null ? { method } : { method, headers: CONTENT_JSON, body: text };
		const json = await exchange(path, init, text?.length ?? 0, (response, _, moved) =>
			jsonOf(response, moved)
		);
		const parsed = answer.safeParse(json);
		if (!parsed.success) throw new Refusal('bad-answer');
		return parsed.data;
	}
	const append = (path: string, entry: Raw, capsule: Raw | null = null) =>
		call('POST', path, contract.appendResponse, {
			entry: toWire(entry),
			capsule: capsule && toWire(capsule)
		});
	const log = (path: string, after: number | null) =>
		call('GET', after === null ? path : `${path}?after=${String(after)}`, contract.logPage);
	const upload = (vault: VaultId, blob: BlobId) => `/vaults/${vault}/uploads/${blob}`;
	const dropFile = ({ drop, delivery }: OfDelivery, blob: BlobId) =>
		`/drops/${drop}/deliveries/${delivery}/files/${blob}`;
	async function put(path: string, index: number, part: Part, signal: AbortSignal): Promise<void> {
		const headers = {
			'content-type': 'application/octet-stream',
			'x-part-sha256': toWire(part.hash)
		};
		const init = { method: 'PUT', headers, body: part.bytes, signal };
		const json = await exchange(
			`${path}/parts/${String(index)}`,
			init,
			part.bytes.length,
			(response, _, moved) => jsonOf(response, moved)
		);
		const parsed = contract.partResponse.safeParse(json);
		noteUncounted(part.bytes.length);
		if (!parsed.success || parsed.data.index !== index) throw new Refusal('bad-answer');
	}
	/**
	 * Bytes `start` up to, not including, `end` of a blob. What arrived before a connection broke is kept in `arriving`
	 * and not fetched again.
	 */
	async function range(
		path: string,
		{ start, end }: Span,
		signal: AbortSignal,
		arriving = new Arriving(end - start)
	): Promise<Raw> {
		// The line may break after the last byte.
		if (arriving.length === arriving.size) return arriving.take();
		const from = start + arriving.length;
		const headers = { range: `bytes=${String(from)}-${String(end - 1)}` };
		const isAll = await exchange(path, { method: 'GET', headers, signal }, 0, (...answer) =>
			arriving.add(...answer)
		);
		if (!isAll) throw new Refusal('file-damaged');
		return arriving.take();
	}

	return {
		status: () => call('GET', '/status', contract.statusResponse),
		ceremony: (purpose: 'register' | 'authenticate') =>
			call('POST', '/ceremonies', contract.ceremony, { purpose }),
		setUp: (body: Json) => call('POST', '/setup', contract.signedIn, body),
		join: (invite: InviteId, body: Json) =>
			call('POST', `/invites/${invite}/join`, contract.signedIn, body),
		joinAs: (invite: InviteId, body: Json) =>
			call('POST', `/invites/${invite}/join-as`, contract.keyringResponse, body),
		signIn: (assertion: Json) => call('POST', '/sign-in', contract.signedIn, { assertion }),
		recoveryChallenge: (recoveryId: string) =>
			call('POST', '/recovery/challenge', contract.ceremony, { recoveryId }),
		recoverySignIn: (body: Json) => call('POST', '/recovery/sign-in', contract.signedIn, body),
		session: () => call('GET', '/session', contract.sessionResponse),
		signOut: () => call('POST', '/sign-out', contract.nothing, {}),
		devices: () => call('GET', '/devices', contract.devicesResponse),
		signOutDevice: (session: string) =>
			call('DELETE', `/devices/${encodeURIComponent(session)}`, contract.nothing),
		account: () => call('GET', '/account', contract.account),
		putKeyring: (keyring: Raw, version: number) =>
			call('PUT', '/account/keyring', contract.keyringResponse, {
				keyring: toWire(keyring),
				version
			}),
		replies: () => call('GET', '/account/replies', contract.repliesResponse),
		putReplies: (replies: Raw, version: number) =>
			call('PUT', '/account/replies', contract.keyringResponse, {
				replies: toWire(replies),
				version
			}),
		passkeyKeys: () => call('GET', '/account/passkeys', contract.passkeyKeysResponse),
		addPasskey: (body: Json) => call('POST', '/account/passkeys', contract.nothing, body),
		removePasskey: (credential: string) =>
			call('DELETE', `/account/passkeys/${encodeURIComponent(credential)}`, contract.nothing),
		rekey: (body: Json) => call('POST', '/account/rekey', contract.signedIn, body),
		kitChallenge: (firm: FirmId) => call('POST', '/kits/challenge', contract.ceremony, { firm }),
		kitLog: (body: Json) => call('POST', '/kits/log', contract.logPage, body),
		kitRecover: (body: Json) => call('POST', '/kits/recover', contract.signedIn, body),
		putRecovery: (body: Json) => call('PUT', '/account/recovery', contract.nothing, body),

		mail: () => call('GET', '/account/mail', notices.mailSettings),
		putMailPreferences: ({ frequency, hour, zone, language }: notices.MailPreferences) =>
			call('PUT', '/account/mail/preferences', notices.mailSettings, {
				frequency,
				hour,
				zone,
				language
			}),
		putMailLanguage: (language: Language) =>
			call('PUT', '/account/mail/language', notices.mailSettings, { language }),
		sendMailCode: (address: string) =>
			call('POST', '/account/mail/address', notices.mailSettings, { address }),
		confirmMail: (code: string) =>
			call('POST', '/account/mail/confirm', notices.mailSettings, { code }),
		clearMail: () => call('DELETE', '/account/mail/address', notices.mailSettings),
		mailReport: (firm: FirmId) => call('GET', `/firms/${firm}/mail`, notices.mailReport),
		sendTestMail: (firm: FirmId) =>
			call('POST', `/firms/${firm}/mail/test`, notices.mailReport, {}),
		reminder: (vault: VaultId) => call('GET', `/vaults/${vault}/reminder`, notices.reminderState),
		remind: (vault: VaultId) =>
			call('POST', `/vaults/${vault}/reminder`, notices.reminderState, {}),
		push: () => call('GET', '/account/push', push.pushSettings),
		addPush: (endpoint: string) => call('PUT', '/account/push', push.pushSettings, { endpoint }),
		removePush: (endpoint: string | null) =>
			call('POST', '/account/push/off', push.pushSettings, { endpoint }),
		pushReport: (firm: FirmId) => call('GET', `/firms/${firm}/push`, push.pushReport),
		reminderPlans: (vault: VaultId) =>
			call('GET', `/vaults/${vault}/plans`, reminders.reminderPlans),
		putReminderPlan: (
			vault: VaultId,
			plan: string,
			{ active, first, every, most }: reminders.PlanRequest
		) =>
			call('PUT', `/vaults/${vault}/plans/${plan}`, reminders.reminderPlans, {
				active,
				first,
				every,
				most
			}),
		sayMissing: (vault: VaultId, plan: string, missing: boolean) =>
			call('POST', `/vaults/${vault}/plans/${plan}/missing`, reminders.reminderPlans, { missing }),
		removeReminderPlan: (vault: VaultId, plan: string) =>
			call('DELETE', `/vaults/${vault}/plans/${plan}`, reminders.reminderPlans),
		inviteReminders: (to: InvitedTo) => call('GET', invitesAt(to), reminders.inviteReminders),
		putInviteReminder: (
			to: InvitedTo,
			invite: InviteId,
			{ address, active, language }: reminders.InviteReminderRequest
		) =>
			call('PUT', `${invitesAt(to)}/${invite}`, reminders.inviteReminders, {
				address,
				active,
				language
			}),
		remindInvited: (to: InvitedTo, invite: InviteId) =>
			call('POST', `${invitesAt(to)}/${invite}`, reminders.inviteReminders, {}),
		forgetInviteAddress: (to: InvitedTo, invite: InviteId) =>
			call('DELETE', `${invitesAt(to)}/${invite}`, reminders.inviteReminders),

		firmLog: (firm: FirmId, after: number | null) => log(`/firms/${firm}/log`, after),
		appendFirm: (firm: FirmId, entry: Raw, capsule?: Raw) =>
			append(`/firms/${firm}/log`, entry, capsule),
		createVault: (firm: FirmId, entry: Raw) => append(`/firms/${firm}/vaults`, entry),
		vaults: (firm: FirmId, after: VaultId | null) =>
			call('GET', `/firms/${firm}/vaults${after ? `?after=${after}` : ''}`, contract.vaultsPage),
		/** What moved in the list after that number. */
		vaultsSince: (firm: FirmId, since: number) =>
			call('GET', `/firms/${firm}/vaults?since=${String(since)}`, contract.vaultsPage),
		/** That vault's row alone, if it is in the list. */
		vaultRow: (firm: FirmId, vault: VaultId) =>
			call('GET', `/firms/${firm}/vaults?only=${vault}`, contract.vaultsPage),
		/** Only those whose key must be renewed. */
		vaultsBehind: (firm: FirmId, after: VaultId | null) =>
			call(
				'GET',
				`/firms/${firm}/vaults?behind=1${after ? `&after=${after}` : ''}`,
				contract.vaultsPage
			),
		vaultLog: (vault: VaultId, after: number | null) => log(`/vaults/${vault}/log`, after),
		appendVault: (vault: VaultId, entry: Raw, capsule?: Raw) =>
			append(`/vaults/${vault}/log`, entry, capsule),
		seen: (vault: VaultId, seq: number) =>
			call('POST', `/vaults/${vault}/seen`, contract.nothing, { seq }),

		invite: (invite: InviteId) => call('GET', `/invites/${invite}`, contract.inviteResponse),
		inviteFirmLog: (invite: InviteId, after: number | null) =>
			log(`/invites/${invite}/firm-log`, after),
		inviteVaultLog: (invite: InviteId, after: number | null) =>
			log(`/invites/${invite}/vault-log`, after),

		startUpload: (vault: VaultId, blob: BlobId, stored: number, parts: number) =>
			call('POST', `/vaults/${vault}/uploads`, contract.uploadResponse, { blob, stored, parts }),
		uploadStatus: (vault: VaultId, blob: BlobId) =>
			call('GET', upload(vault, blob), contract.uploadStatus),
		cancelUpload: (vault: VaultId, blob: BlobId) =>
			call('DELETE', upload(vault, blob), contract.nothing),
		putPart: (
			at: { vault: VaultId; blob: BlobId; index: number },
			part: Part,
			signal: AbortSignal
		) => put(upload(at.vault, at.blob), at.index, part, signal),
		blobRange: (
			{ vault, blob }: { vault: VaultId; blob: BlobId },
			span: Span,
			signal: AbortSignal,
			arriving?: Arriving
		): Promise<Raw> => range(`/vaults/${vault}/blobs/${blob}`, span, signal, arriving),

		dropLink: (drop: DropId) => call('GET', `/drops/${drop}`, drops.dropResponse),
		beginDelivery: ({ drop, delivery }: OfDelivery, signature: Raw) =>
			call('POST', `/drops/${drop}/deliveries`, contract.nothing, {
				delivery,
				signature: toWire(signature)
			}),
		startDropFile: ({ drop, delivery }: OfDelivery, blob: BlobId, stored: number, parts: number) =>
			call('POST', `/drops/${drop}/deliveries/${delivery}/files`, contract.uploadResponse, {
				blob,
				stored,
				parts
			}),
		dropFileStatus: (of: OfDelivery, blob: BlobId) =>
			call('GET', dropFile(of, blob), drops.dropFileStatus),
		putDropPart: (
			of: OfDelivery,
			at: { blob: BlobId; index: number },
			part: Part,
			signal: AbortSignal
		) => put(dropFile(of, at.blob), at.index, part, signal),
		finishDropFile: (of: OfDelivery, blob: BlobId, manifest: Raw, signature: Raw) =>
			call('POST', dropFile(of, blob), drops.dropFileResponse, {
				manifest: toWire(manifest),
				signature: toWire(signature)
			}),
		cancelDropFile: (of: OfDelivery, blob: BlobId) =>
			call('DELETE', dropFile(of, blob), contract.nothing),
		dropped: (vault: VaultId, after: number | null) =>
			call(
				'GET',
				`/vaults/${vault}/drops${after === null ? '' : `?after=${String(after)}`}`,
				drops.droppedPage
			),
		droppedRange: (
			{ vault, blob }: { vault: VaultId; blob: BlobId },
			span: Span,
			signal: AbortSignal,
			arriving?: Arriving
		): Promise<Raw> => range(`/vaults/${vault}/drops/${blob}`, span, signal, arriving)
	};
}

async function jsonOf(response: Response, moved: () => void): Promise<unknown> {
	const bytes = await bodyOf(response, MAX_ANSWER_BYTES, moved);
	if (!bytes) throw new Refusal('bad-answer');
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw new Refusal('bad-answer');
	}
}

async function refusalOf(response: Response, moved: () => void): Promise<Refusal> {
	const parsed = errorBody.safeParse(await jsonOf(response, moved));
	return new Refusal(parsed.success ? parsed.data.error.code : 'bad-answer');
}
