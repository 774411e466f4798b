/**
 * The way of a scan of a signed paper: a file like any, and then the entry that names it as somebody's answer. It has
 * arrived when both are in the log, so that an upload which stopped between the two goes on there, in another visit too.
 */
import type { UserId } from '../crypto/brands.ts';
import { fileOfBlob } from '../crypto/ids.ts';
import type { Destination } from './destination.ts';
import { Refusal } from './problems.ts';
import { scanning } from './signing-on-paper.ts';
import type { SignedPaper, UploadRecord } from './upload-record.ts';
import type { VaultLog } from './vault-log.ts';
import type { VaultFile, VaultState } from './vault-state.ts';

export function paperDestination(
	to: Destination,
	vault: VaultLog,
	me: UserId,
	signs: SignedPaper
): Destination {
	const answer = ({ attempt }: Pick<UploadRecord, 'attempt'>, now: () => number) =>
		vault.append((state) => {
			const file = attempt && state.files.get(fileOfBlob(attempt.blob));
			// Somebody was quicker to take it away.
			if (!file) return Promise.reject(new Refusal('approval-scan-gone'));
			if (isNamed(state, signs, file)) return Promise.resolve(null);
			const place = { state, firm: vault.firm.state, me };
			return Promise.resolve().then(() => scanning(place, signs, file, signs.digest));
		}, now);
	return {
		...to,
		async isThere(record, now) {
			if (!(await to.isThere(record, now))) return false;
			await answer(record, now);
			return true;
		},
		async announce(sent, now) {
			await to.announce(sent, now);
			await answer(sent.record, now);
		}
	};
}

/** An answer of the portal that was lost on the way back: the entry is there already. */
const isNamed = (
	state: VaultState,
	{ approval }: SignedPaper,
	{ file, entry }: VaultFile
): boolean =>
	[...(state.approvals.get(approval)?.scans.values() ?? [])].some(
		(scan) => scan.file === file && scan.manifest === entry
	);
