/** What somebody did about an approval, as a line of history. */
import type { ApprovalEvent } from './fold-approval.ts';
import { told, UNREADABLE, type Told } from './told.ts';
import type { VaultState } from './vault-state.ts';

export function didForApproval(event: ApprovalEvent, before: VaultState | null): Told {
	if (event.kind === 'approval.asked') {
		const file = event.body && before?.files.get(event.body.file);
		return told('asked for approval of {file}', { file: file ? file.name : UNREADABLE });
	}
	const name =
		before?.approvals.get(event.payload.approval)?.name ?? told('a document that is gone');
	switch (event.kind) {
		case 'approval.given':
			return told('approved {name} with a passkey', { name });
		case 'approval.declined':
			return told('declined to approve {name}', { name });
		case 'approval.withdrawn':
			return told('withdrew the request to approve {name}', { name });
	}
}
