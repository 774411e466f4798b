import { afterAll, beforeAll, expect } from 'vitest';
import type { ApprovalId, Raw } from '../../src/crypto/brands.ts';
import { idBytes } from '../../src/crypto/ids.ts';
import { decidedOn } from '../vault/approvals.ts';
import type { ApprovalView } from '../../src/vault/view.ts';
import { approve, askFor, signOnPaper, touched } from '../claims/approving.ts';
import { elsewhere, fileOf, noise, send } from '../claims/people.ts';
import { SigningPasskey } from '../vault/signing-passkey.ts';
import { kindOf, putTogether, takeApart } from './entries.ts';
import { attack, expectRefused, face } from './evil.ts';
import { by, forgedInVault } from './forger.ts';
import { flipped, keeping, logOf, replaced } from './lies.ts';
import { fileNamed, setStage, vaultEntries, type Stage } from './stage.ts';

let stage: Stage;
let asked: ApprovalId;
let twin: ApprovalId;
let otherWords: ApprovalId;
let otherFile: ApprovalId;
beforeAll(async () => {
	stage = await setStage();
	const { owner, client, vault } = stage;
	await send(owner, vault, fileOf('Return.pdf', noise(900)), fileOf('Letter.pdf', noise(900)));
	const { file } = await fileNamed(owner, vault, 'Return.pdf');
	const letter = await fileNamed(owner, vault, 'Letter.pdf');
	const me = [client.keyholder.session.userId];
	asked = await askFor(owner, vault, file, me);
	twin = await askFor(owner, vault, file, me);
	otherWords = await askFor(owner, vault, file, me, 'I owe everything.');
	otherFile = await askFor(owner, vault, letter.file, me);
	await approve(client, vault, asked);
}, 60_000);
afterAll(() => stage.portal.close());

/** What the client's passkey really signed. */
async function signedByClient() {
	const { client, vault } = stage;
	const { state } = await client.keyholder.session.vault(vault);
	const given = state.approvals.get(asked)?.given.get(0);
	if (!given) throw new Error('not approved');
	return given;
}

async function freshOwner() {
	const there = elsewhere(stage.portal, stage.owner);
	await there.enter();
	return there;
}

attack('29a', async (named) => {
	const { owner, client, vault } = stage;
	const { identity } = client.keyholder.session.account;
	const { assertion, at } = await signedByClient();
	const forgeries = [
		...[twin, otherWords, otherFile].map((id) => ({ id, time: at })),
		{ id: twin, time: Date.now() }
	];
	for (const { id, time } of forgeries) {
		const entry = await forgedInVault(owner, vault, {
			kind: 'approval.given',
			payload: { approval: idBytes(id) },
			body: { assertion: { ...assertion } },
			time,
			...by(identity)
		});
		const reader = await freshOwner();
		const appended = (entries: Raw[]) => [...entries, entry];
		const faced = await face(reader, keeping(logOf(vault), appended), () =>
			reader.core.openVault(vault)
		);
		expect(named.ends).toContain('rejected');
		expect(faced.value?.history[0]?.rejected).toContain('passkey did not sign this');
		expect(faced.value?.approvals.find(({ approval }) => approval === id)?.state).toBe('open');
	}
});

attack('29b', async (named) => {
	const { vault } = stage;
	const entries = await vaultEntries(stage, vault);
	const parts = await Promise.all(entries.map((bytes) => takeApart(bytes)));
	const given = parts.findIndex((one) => kindOf(one) === 'approval.given');
	const request = parts.findIndex((one) => kindOf(one) === 'approval.asked');
	const part = parts[request];
	const bytes = entries[given];
	if (!part?.body || !bytes) throw new Error('no approval');
	const other = entries[parts.findLastIndex((one) => kindOf(one) === 'approval.asked')];
	if (!other) throw new Error('no other request');
	const lies = {
		'the approval once more': [...entries, bytes],
		'the request under another approval': replaced(entries, request, other),
		'other words in the request': replaced(
			entries,
			request,
			putTogether({ ...part, body: flipped(part.body, 90) })
		)
	};
	for (const [what, kept] of Object.entries(lies)) {
		const reader = await freshOwner();
		const faced = await face(
			reader,
			keeping(logOf(vault), () => kept),
			() => reader.core.openVault(vault)
		);
		expectRefused(named, faced, what);
	}
});

attack('29c', async (named) => {
	const { client, vault } = stage;
	const made = new SigningPasskey();
	const key = Buffer.from(made.key).toString('base64url');
	await client.core.readForApproval(vault, twin);
	const faced = await face(
		client,
		(path, init, pass) =>
			path.endsWith('/account/passkeys')
				? Promise.resolve(Response.json({ passkeys: [{ credential: client.passkey.id, key }] }))
				: pass(path, init),
		async () => {
			const terms = await client.core.approvalTerms(vault, twin);
			return client.core.approve(vault, twin, touched(client, terms));
		}
	);
	expectRefused(named, faced);
});

attack('29d', async (named) => {
	const { owner, client, vault } = stage;
	const picked = fileOf('Signed.pdf', noise(300));
	for (const id of [otherWords, otherFile]) await signOnPaper(client, vault, id, picked);
	const scanOf = async (id: ApprovalId) => {
		const { approvals } = await owner.core.openVault(vault);
		const entry = approvals.find(({ approval }) => approval === id)?.signers[0]?.scan?.entry;
		if (!entry) throw new Error('no scan');
		return entry;
	};
	const ownWord = await forgedInVault(owner, vault, {
		...decidedOn('accepted', otherWords, await scanOf(otherWords)),
		...by(client.keyholder.session.account.identity)
	});
	const reader = await freshOwner();
	const appended = keeping(logOf(vault), (entries: Raw[]) => [...entries, ownWord]);
	const faced = await face(reader, appended, () => reader.core.openVault(vault));
	expect(named.ends).toContain('rejected');
	expect(faced.value?.history[0]?.rejected).toContain('no right to do this');
	expect(stateOf(faced.value?.approvals, otherWords)).toBe('open');

	const scan = await scanOf(otherFile);
	await owner.core.readScan(vault, otherFile, scan);
	await owner.core.acceptScan(vault, otherFile, scan);
	const entries = await vaultEntries(stage, vault);
	const parts = await Promise.all(entries.map((bytes) => takeApart(bytes)));
	const accepted = parts.findIndex((one) => kindOf(one) === 'approval.scan-accepted');
	const first = parts.findIndex((one) => kindOf(one) === 'approval.scanned');
	const [bytes, other] = [entries[accepted], entries[first]];
	if (!bytes || !other) throw new Error('nothing was accepted');
	const second = parts.findLastIndex((one) => kindOf(one) === 'approval.scanned');
	const lies = {
		'the acceptance once more': [...entries, bytes],
		'another scan where the accepted one was': replaced(entries, second, other)
	};
	for (const [what, kept] of Object.entries(lies)) {
		const again = await freshOwner();
		const lying = keeping(logOf(vault), () => kept);
		expectRefused(named, await face(again, lying, () => again.core.openVault(vault)), what);
	}
});

const stateOf = (approvals: readonly ApprovalView[] | undefined, id: ApprovalId) =>
	approvals?.find(({ approval }) => approval === id)?.state;
