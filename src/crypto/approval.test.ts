import { expect, test } from 'vitest';
import { approvalChallenge, type ApprovalTerms } from './approval.ts';
import { entryHashFrom, firmIdFrom, newApprovalId, newVaultId, userIdFrom } from './ids.ts';
import { hashFrom } from './keys.ts';
import { randomBytes } from './random.ts';

const terms: ApprovalTerms = {
	firm: firmIdFrom(randomBytes(32)),
	vault: newVaultId(),
	approval: newApprovalId(),
	asked: entryHashFrom(randomBytes(32)),
	manifest: entryHashFrom(randomBytes(32)),
	document: hashFrom(randomBytes(32)),
	statement: 'I approve this return.',
	signer: userIdFrom(randomBytes(32)),
	time: 1_760_000_000_000
};
const others: Partial<ApprovalTerms>[] = [
	{ firm: firmIdFrom(randomBytes(32)) },
	{ vault: newVaultId() },
	{ approval: newApprovalId() },
	{ asked: entryHashFrom(randomBytes(32)) },
	{ manifest: entryHashFrom(randomBytes(32)) },
	{ document: hashFrom(randomBytes(32)) },
	{ statement: 'I approve this return' },
	{ signer: userIdFrom(randomBytes(32)) },
	{ time: 1_760_000_000_001 }
];

test('the same terms give the same challenge', async () => {
	expect(await approvalChallenge({ ...terms })).toEqual(await approvalChallenge(terms));
});

test.each(others)('another of any of them gives another: %o', async (other) => {
	expect(await approvalChallenge({ ...terms, ...other })).not.toEqual(
		await approvalChallenge(terms)
	);
});
