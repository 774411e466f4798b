/**
 * What a fold says of an entry. A rejected entry changes nothing but the head, and is shown with its reason; a
 * break in the chain itself is not a verdict but the refusal `log-broken`, because then no later entry can be believed either.
 */
export const rejections = {
	'unknown-kind': 'it is of a kind this version does not know',
	malformed: 'its contents are not well-formed',
	unreadable: 'its contents cannot be opened with the key they name',
	'unknown-author': 'its author was not known at that point',
	'bad-signature': 'its signature does not match its author',
	'not-allowed': 'its author had no right to do this',
	'wrong-epoch': 'it was sealed with an outdated key',
	'keys-behind': 'the vault had to get a new key first, because somebody had left',
	'stale-firm-head': 'it quotes an older list of staff than the entry before it',
	'unknown-firm-head': 'it quotes a list of staff that does not exist',
	'wrong-recipients': 'it would give the key to somebody else than the people listed',
	'no-such-object': 'it refers to something that does not exist',
	'already-exists': 'it creates something that exists already',
	'too-many': 'it would make more of something than there may be',
	'not-as-it-was': 'it decides on something that had changed meanwhile',
	'invite-not-open': 'its invitation was already used or withdrawn',
	'invite-expired': 'its invitation had expired',
	'bad-bundle': 'its new keys are not signed by their owner',
	'approval-over': 'the approval was already complete, declined or withdrawn',
	'out-of-turn': 'somebody else was to approve first',
	'bad-assertion': 'the passkey did not sign this document, statement, person and time'
} as const;

export type Rejection = keyof typeof rejections;
/** The next state, or why the entry is rejected. */
export type Outcome<S> = S | Rejection;
export type Verdict = { applied: true } | { applied: false; reason: Rejection };
export interface Step<S> {
	state: S;
	verdict: Verdict;
}

/**
 * What an honest portal checks itself before it takes an entry, from its header and public payload alone. An entry in a
 * log that is rejected for one of these was put there by the portal.
 */
const checkedByThePortal: readonly Rejection[] = [
	'unknown-author',
	'bad-signature',
	'bad-bundle',
	'wrong-epoch',
	'wrong-recipients',
	'invite-not-open',
	'invite-expired'
];

export const isKnownKind = (verdict: Verdict): boolean =>
	verdict.applied || verdict.reason !== 'unknown-kind';

export const isForgery = (verdict: Verdict): boolean =>
	!verdict.applied && checkedByThePortal.includes(verdict.reason);

export const isRejection = <S extends object>(outcome: Outcome<S>): outcome is Rejection =>
	typeof outcome === 'string';
