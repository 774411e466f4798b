/** What somebody did about an approval, as a line of history. */
import type { ApprovalEvent } from './fold-approval.ts';
import type { VaultState } from './vault-state.ts';

export function didForApproval(event: ApprovalEvent, before: VaultState | null): string {
	if (event.kind === 'approval.asked') {
		const file = event.body && before?.files.get(event.body.file);
		return `asked for approval of ${file ? file.name : 'something that cannot be read'}`;
	}
	const name = before?.approvals.get(event.payload.approval)?.name ?? 'a document that is gone';
	switch (event.kind) {
		case 'approval.given':
			return `approved ${name} with a passkey`;
		case 'approval.declined':
			return `declined to approve ${name}`;
		case 'approval.withdrawn':
			return `withdrew the request to approve ${name}`;
	}
}
