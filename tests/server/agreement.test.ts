/**
 * The portal takes exactly what readers apply: random histories of people who come, go and change keys, told by those
 * who may and those who may not. For each entry the portal's answer is compared with the verdict of the shipped folds.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { errorBody } from '../../src/contract/errors.ts';
import type { Verdict } from '../../src/vault/verdict.ts';
import { openPortal } from './portal.ts';
import { verdictInFirm, verdictInVault } from './readers.ts';
import { lies, Story } from './story.ts';

const isDeep = process.env['TALLYPORT_DEEP'] === '1';
/** A deep run tells other stories each time. */
const seed = isDeep ? Number(process.env['TALLYPORT_SEED'] ?? Date.now() % 2 ** 31) : 20_261_122;

const kinds = [
	'firm.changed',
	'stages.named',
	'welcome.written',
	'template.kept',
	'template.removed',
	'staff.invited',
	'staff.invited',
	'staff.uninvited',
	'staff.uninvited',
	'staff.joined',
	'staff.joined',
	'staff.rekeyed',
	'staff.removed',
	'staff.removed',
	'team.granted',
	'team.granted',
	'team.rotated',
	'escrow.used',
	'escrow.used',
	'folder.made',
	'request.listed',
	'request.accepted',
	'request.waived',
	'message.sent',
	'note.written',
	'note.written',
	'stage.set',
	'details.kept',
	'approval.asked',
	'approval.given',
	'approval.declined',
	'approval.withdrawn',
	'approval.scanned',
	'approval.scan-accepted',
	'approval.scan-returned',
	'files.tagged',
	'files.removed',
	'version.restored',
	'vault.renamed',
	'epoch.started',
	'epoch.started',
	'epoch.started',
	'epoch.started',
	'member.invited',
	'member.invited',
	'member.uninvited',
	'member.uninvited',
	'member.removed',
	'drop.opened',
	'drop.opened',
	'drop.closed',
	'member.joined',
	'member.joined',
	'member.rekeyed'
] as const;
const seldom = <T, U>(usual: T, unusual: fc.Arbitrary<U>) =>
	fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: unusual });
const steps = fc.array(
	fc.record({
		kind: fc.constantFrom(...kinds),
		by: fc.nat(30),
		about: fc.nat(30),
		unseen: seldom(0, fc.nat(4)),
		lie: seldom(null, fc.constantFrom(...lies))
	}),
	{ minLength: 35, maxLength: 45, size: 'max' }
);

/** Taken and applied, refused and rejected, or sent back to be written anew: `null`. */
async function agreed(
	answer: Response,
	verdict: Verdict,
	quotesOldFirm: boolean
): Promise<boolean | null> {
	const isApplied = verdict.applied || verdict.reason === 'unreadable';
	if (answer.ok) return isApplied;
	const { error } = errorBody.parse(await answer.json());
	expect(answer.status).toBeLessThan(500);
	// Readers judge by the firm as quoted; the portal asks for the newest keys, and has let go who left since.
	if (error.code === 'firm-moved') return null;
	if (error.code === 'not-signed-in' && quotesOldFirm) return null;
	return !isApplied;
}

test('what the portal takes is what readers apply, and what it refuses they reject', async () => {
	const seen: Record<'taken' | 'refused', string[]> = { taken: [], refused: [] };
	await fc.assert(
		fc.asyncProperty(steps, async (told) => {
			const portal = await openPortal();
			try {
				const story = await Story.begin(portal);
				for (const step of told) {
					await story.look();
					const { entry, send, taken } = await (story.chapters[step.kind]?.(step) ??
						Promise.reject(new Error(step.kind)));
					const verdict =
						entry.header.vault === null
							? await verdictInFirm(story.firm, entry)
							: await verdictInVault(story.vault, entry);
					const answer = await send();
					const what = { step, status: answer.status, verdict };
					const isAgreed = await agreed(answer.clone(), verdict, step.unseen > 0);
					expect(isAgreed, JSON.stringify({ seed, ...what })).not.toBe(false);
					seen[answer.ok ? 'taken' : 'refused'].push(step.kind);
					if (answer.ok) taken?.();
				}
			} finally {
				await portal.close();
			}
		}),
		{ numRuns: isDeep ? 150 : 4, seed, endOnFailure: true }
	);
	// The stories are worth telling only if both happen; in many of them, to every kind of entry.
	for (const kindsSeen of Object.values(seen)) {
		expect(kindsSeen.length).toBeGreaterThan(40);
		if (isDeep) expect(new Set(kindsSeen)).toEqual(new Set(kinds));
	}
}, 900_000);
