/** What somebody did about an approval, as a line of history. */
import type { Approval } from './approvals.ts';
import type { ApprovalEvent } from './fold-approval.ts';
import { isPaperEvent, type PaperEvent } from './fold-paper.ts';
import { told, UNREADABLE, type Told } from './told.ts';
import type { VaultState } from './vault-state.ts';

const SOMEBODY = told('somebody');

export function didForApproval(event: ApprovalEvent, before: VaultState | null): Told {
	if (event.kind === 'approval.asked') {
		const file = event.body && before?.files.get(event.body.file);
		return told('asked for approval of {file}', { file: file ? file.name : UNREADABLE });
	}
	const approval = before?.approvals.get(event.payload.approval);
	const name = approval?.name ?? told('a document that is gone');
	if (isPaperEvent(event)) return didOnPaper(event, approval, before);
	switch (event.kind) {
		case 'approval.given':
			return told('approved {name} with a passkey', { name });
		case 'approval.declined':
			return told('declined to approve {name}', { name });
		case 'approval.withdrawn':
			return told('withdrew the request to approve {name}', { name });
	}
}

/** That it is no digital signature is said each time: a history is read line by line. */
function didOnPaper(
	event: PaperEvent,
	approval: Approval | undefined,
	before: VaultState | null
): Told {
	const name = approval?.name ?? told('a document that is gone');
	if (event.kind === 'approval.scanned') {
		const { body } = event;
		const signer = approval?.signers.find(({ user }) => user === body?.signer)?.name;
		return told(
			'added a scan of {name}, signed on paper by {signer} (no digital signature): {scan}',
			{
				name,
				signer: signer ?? SOMEBODY,
				scan: (body && before?.files.get(body.file)?.name) ?? UNREADABLE
			}
		);
	}
	const { body } = event;
	const place = [...(approval?.scans ?? [])].find(([, { head }]) => head.hash === body?.scan)?.[0];
	const signer = (place === undefined ? undefined : approval?.signers[place]?.name) ?? SOMEBODY;
	return event.kind === 'approval.scan-accepted'
		? told('accepted the scan of {name}, signed on paper by {signer} (no digital signature)', {
				name,
				signer
			})
		: told('returned the scan of {name}, signed on paper by {signer}', { name, signer });
}
