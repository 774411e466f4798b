/** Alarms as the page keeps them: one for each kind of contradiction, with the record of every time it was seen. */
import type { Evidence } from '../../vault/evidence.ts';
import type { Problem } from '../../vault/view.ts';

export interface Alarm {
	readonly problem: Problem;
	readonly evidence: readonly Evidence[];
}

/** A portal that goes on lying fills no memory with it. */
const MOST_RECORDS = 50;

/** The same contradiction is met again and again by whoever looks again; it is recorded once. */
export function raised(
	alarms: readonly Alarm[],
	{ problem, evidence }: { problem: Problem; evidence?: Evidence }
): Alarm[] {
	const before = alarms.find((alarm) => alarm.problem.code === problem.code);
	if (!before) return [...alarms, { problem, evidence: evidence ? [evidence] : [] }];
	if (!evidence) return [...alarms];
	if (before.evidence.length === MOST_RECORDS || before.evidence.some(isSameAs(evidence)))
		return [...alarms];
	const more = { problem, evidence: [...before.evidence, evidence] };
	return alarms.map((alarm) => (alarm === before ? more : alarm));
}

const isSameAs = (evidence: Evidence) => {
	const what = (one: Evidence) => JSON.stringify({ ...one, at: null });
	const seen = what(evidence);
	return (other: Evidence) => what(other) === seen;
};

/** The file that a person saves, to send to the firm or to an auditor. */
export const recordFile = ({ evidence }: Alarm): { name: string; content: Blob } => ({
	name: `tallyport-record-${evidence[0]?.at.slice(0, 10) ?? 'undated'}.json`,
	content: new Blob([`${JSON.stringify(evidence, null, '\t')}\n`], { type: 'application/json' })
});
