/**
 * Approvals as people ask for, read, give and decline them. What is approved is hashed from the very bytes that go to the
 * viewer, and a passkey signs only what was read in this session. The server is told nothing but the entries.
 */
import { z } from 'zod';
import type { ApprovalId, Hash32, Raw, VaultId } from '../../crypto/brands.ts';
import { decodeBase64url } from '../../crypto/base64url.ts';
import { sha256 } from '../../crypto/hash.ts';
import { newApprovalId } from '../../crypto/ids.ts';
import { toWire } from '../../contract/wire.ts';
import {
	approving,
	asking,
	declining,
	requireAskable,
	requireDocument,
	requireMyTurn,
	requireVerified,
	signingTerms,
	withdrawing,
	type Signing
} from '../../vault/approving.ts';
import { approvalCertificate } from '../../vault/certificate-export.ts';
import type { FontFile } from '../../vault/certificate-font.ts';
import { Refusal } from '../../vault/problems.ts';
import type { Session } from '../../vault/session.ts';
import type { VaultDraft } from '../../vault/vault-draft.ts';
import type { VaultLog } from '../../vault/vault-log.ts';
import type { VaultState } from '../../vault/vault-state.ts';
import { safeType } from '../../vault/vault-view.ts';
import type { Keyholder } from './keyholder.ts';
import type { Core, CoreEvent } from './port.ts';
import type { Files } from './saving/files.ts';
import { fileOf } from './saving/plan.ts';
import { viewing } from './saving/viewing.ts';
import { wholeOf } from './saving/whole.ts';

type ApprovalDesk = Pick<
	Core,
	| 'askApproval'
	| 'withdrawApproval'
	| 'readForApproval'
	| 'approvalTerms'
	| 'approve'
	| 'declineApproval'
	| 'approvalCertificate'
>;

/** What was read, and what a passkey was asked to sign: both go with the session. */
interface UnderWay {
	readonly read: Set<ApprovalId>;
	readonly signing: Map<ApprovalId, Signing & { readonly keys: ReadonlyMap<string, Raw> }>;
}

export function approvalDesk(
	keyholder: Keyholder,
	files: Files,
	emit: (event: CoreEvent) => void,
	{ origin, now, fontFile }: { origin: string; now: () => number; fontFile: FontFile }
): ApprovalDesk {
	const viewed = viewing(keyholder, emit, now);
	const underWay = new WeakMap<Session, UnderWay>();
	const mine = (): UnderWay => {
		const { session } = keyholder;
		const known = underWay.get(session) ?? { read: new Set(), signing: new Map() };
		underWay.set(session, known);
		return known;
	};
	const write = async (
		id: VaultId,
		draft: (state: VaultState, vault: VaultLog) => VaultDraft,
		time: () => number = now
	) => {
		const vault = await keyholder.session.vault(id);
		await vault.append((state) => Promise.resolve().then(() => draft(state, vault)), time);
		emit({ type: 'vault-changed', vault: id });
		emit({ type: 'clients-changed', vault: id });
	};
	const people = ({ firm }: VaultLog) => ({
		firm: firm.state,
		me: keyholder.session.userId,
		origin
	});
	const turn = (vault: VaultLog, state: VaultState, approval: ApprovalId) =>
		requireMyTurn(state, vault.firm.state, keyholder.session.userId, approval);

	return {
		async askApproval(id, wish) {
			const vault = await keyholder.session.vault(id);
			const { blob: version } = requireAskable(vault.state, wish);
			const file = fileOf(vault.state, wish.file, version);
			const document: Hash32 = await sha256(await wholeOf(files, vault, file));
			const approval = newApprovalId();
			// What was read is what is asked about, whatever came meanwhile.
			const read = { ...wish, version };
			await write(id, (state) => asking(approval, { state, ...people(vault) }, read, document));
			return approval;
		},
		withdrawApproval: (id, approval, reason) =>
			write(id, (state) => withdrawing(state, approval, reason)),
		declineApproval: (id, approval, reason) =>
			write(id, (state, vault) => {
				const { firm, me } = people(vault);
				return declining(state, firm, me, { id: approval, reason });
			}),
		async readForApproval(id, approval) {
			const vault = await keyholder.session.vault(id);
			const asked = turn(vault, vault.state, approval);
			const file = fileOf(vault.state, asked.file);
			const bytes = await wholeOf(files, vault, file);
			await requireDocument(asked, bytes);
			mine().read.add(approval);
			void viewed(vault, [file]);
			return new Blob([bytes], { type: safeType(file.type) });
		},
		async approvalTerms(id, approval) {
			const vault = await keyholder.session.vault(id);
			const asked = turn(vault, vault.state, approval);
			if (!mine().read.has(approval)) throw new Refusal('approval-unread');
			// Known before the passkey signs: no key can be made to fit a signature afterwards.
			const { passkeys } = await keyholder.api.passkeyKeys();
			if (passkeys.length === 0) throw new Refusal('approval-no-passkey');
			const terms = await signingTerms(vault.state, asked, { ...people(vault), time: now() });
			const keys = new Map(passkeys.map(({ credential, key }) => [credential, key]));
			mine().signing.set(approval, { ...terms, keys });
			return {
				challenge: terms.challenge,
				credentials: passkeys.map(({ credential }) => decodeBase64url(credential))
			};
		},
		async approve(id, approval, signature) {
			const signing = mine().signing.get(approval);
			if (!signing) throw new Refusal('approval-unread');
			const { credential, ...signed } = passkeySignature.parse(signature);
			const key = signing.keys.get(toWire(credential));
			if (!key) throw new Refusal('approval-not-verified');
			const assertion = { ...signed, credential, key };
			await requireVerified(signing, assertion);
			await write(
				id,
				(state, vault) => {
					turn(vault, state, approval);
					return approving(approval, assertion);
				},
				() => signing.time
			);
			mine().signing.delete(approval);
		},
		async approvalCertificate(id, approval, language) {
			const { api, session } = keyholder;
			const wanted = { vault: id, approval, language, now: now() };
			return approvalCertificate(api, session, wanted, fontFile);
		}
	};
}

const octets = z.custom<Raw>((value) => value instanceof Uint8Array);
const passkeySignature = z.strictObject({
	authenticator: octets,
	client: octets,
	credential: octets,
	signature: octets
});
