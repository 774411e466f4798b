/** A report on records for programs: the same facts as the text, codes instead of sentences. */
import { encodeBase64url } from '../crypto/base64url.ts';
import type { ParsedEntry } from '../crypto/entry-header.ts';
import type { CheckedLog } from '../vault/records-check.ts';
import { inEnglish } from '../vault/told.ts';
import { peopleOf, type Known } from './log-people.ts';
import { escapedJson } from './plain.ts';
import type { Report } from './verify-log.ts';

export async function reportAsJson(report: Report): Promise<string> {
	const { records, checked, fingerprint, isExpectedFirm, heads, isSound } = report;
	const firm = checked.firm.state;
	const { withNames } = records;
	const value = {
		sound: isSound,
		firm: records.firm,
		fingerprint,
		expectedFirm: isExpectedFirm,
		name: firm?.name ?? null,
		made: records.made,
		withNames,
		firmLog: await logJson(checked.firm, { firm, vault: null, withNames }),
		vaults: await Promise.all(
			checked.vaults.map(async (log) => ({
				vault: log.vault,
				name: log.state?.name ?? null,
				...(await logJson(log, { firm, vault: log.state, withNames }))
			}))
		),
		heads: heads.map(({ file, verdict, kept, ours }) => ({
			file,
			verdict,
			kept: signed(kept),
			ours: ours && signed(ours)
		}))
	};
	return `${escapedJson(JSON.stringify(value, null, '\t'))}\n`;
}

async function logJson({ entries, fault }: CheckedLog<unknown>, known: Known) {
	return {
		head: entries.at(-1)?.head ?? null,
		fault,
		people: await peopleOf(entries, known),
		entries: entries.map((entry) => ({
			...signed(entry.parsed),
			standing: entry.standing,
			reason: entry.reason,
			did: entry.standing === 'sealed' ? null : inEnglish(entry.did)
		}))
	};
}

const signed = ({ header, hash, signature }: ParsedEntry) => ({
	seq: header.seq,
	hash,
	previous: header.prev,
	kind: header.kind,
	time: header.time,
	author: header.author,
	firmHead: header.firmHead,
	blobs: header.blobs,
	signature: encodeBase64url(signature)
});
