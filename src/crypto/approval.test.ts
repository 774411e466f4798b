import { createHash } from 'node:crypto';
import { encode } from 'cborg';
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

test('the challenge is the hash that docs/protocol.md section 10.2 states', async () => {
	const bytes = (id: string) => Uint8Array.from(Buffer.from(id, 'base64url'));
	const { firm, vault, approval, asked, manifest, document, statement, signer, time } = terms;
	const parts = [
		...['tallyport', 1, 'approval'],
		...[firm, vault, approval, asked, manifest].map(bytes),
		document,
		Uint8Array.from(createHash('sha256').update(statement).digest()),
		...[bytes(signer), time, 'approved']
	];
	const expected = createHash('sha256').update(encode(parts)).digest();
	expect(Buffer.from(await approvalChallenge(terms))).toEqual(expected);
});

test.each(others)('another of any of them gives another: %o', async (other) => {
	expect(await approvalChallenge({ ...terms, ...other })).not.toEqual(
		await approvalChallenge(terms)
	);
});
