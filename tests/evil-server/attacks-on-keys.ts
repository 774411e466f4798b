/** Items 1 to 3, 9 to 11, 15 and 22 to 24: what the server can do with keys, accounts and versions. */
import type { Attack } from './attacks.ts';

export const keyAttacks = [
	{
		id: '01a',
		name: 'every public key and wrap in the firm’s log is replaced, with the old signature and with the server’s own',
		needs: 'hosts the firm’s log',
		published: 'cloud',
		ends: ['wrong-firm', 'log-broken', 'log-rolled-back', 'log-forked', 'rejected'],
		runs: ['fast', 'browser']
	},
	{
		id: '01b',
		name: 'every public key and wrap in a vault’s log is replaced: epochs, grants, invitations, joins',
		needs: 'hosts the vault’s log',
		published: 'cloud',
		ends: ['log-broken', 'log-rolled-back', 'rejected'],
		runs: ['fast']
	},
	{
		id: '01c',
		name: 'the keys shown to somebody who opens an invitation are replaced',
		needs: 'answers the holder of a link',
		published: 'nextcloud',
		ends: [
			'wrong-firm',
			'log-broken',
			'log-rolled-back',
			'log-forked',
			'capsule-mismatch',
			'no-keys-yet',
			'no effect'
		],
		runs: ['fast', 'browser']
	},
	{
		id: '01d',
		name: 'a newcomer’s keys are replaced before the administrator hands over the team’s key',
		needs: 'hosts the firm’s log',
		published: 'managers',
		ends: ['not-found', 'log-broken'],
		runs: ['fast']
	},
	{
		id: '01e',
		name: 'the keys and wraps that follow a removal are replaced: the team’s, the vault’s',
		needs: 'hosts the logs',
		published: 'groups',
		ends: ['log-broken', 'log-rolled-back', 'log-forked', 'rejected'],
		runs: ['fast']
	},
	{
		id: '01f',
		name: 'the keys and wraps in a person’s change of keys (staff, client), and in the use of the recovery kit, are replaced',
		needs: 'hosts the logs',
		published: 'cloud',
		ends: ['log-broken', 'log-rolled-back', 'log-forked', 'rejected'],
		runs: ['fast']
	},
	{
		id: '01g',
		name: 'a change of keys, and the use of the recovery kit, are answered with another account, or thrown away',
		needs: 'answers requests, hosts the logs',
		published: 'managers',
		ends: ['no effect', 'no-keys-yet', 'log-broken', 'log-rolled-back'],
		runs: ['fast']
	},
	{
		id: '01h',
		name: 'a team’s new key: its public key and wraps are replaced, and a ghost is put among its members, also by an owner',
		needs: 'hosts the firm’s log, colludes with an owner',
		published: 'groups',
		ends: ['log-broken', 'log-rolled-back', 'log-forked', 'rejected'],
		runs: ['fast']
	},
	{
		id: '01i',
		name: 'what a sender gets for a drop link is another link’s, changed at any byte, or has a key beside it',
		needs: 'answers the holder of a drop link',
		published: 'nextcloud',
		ends: ['drop-mismatch', 'bad-answer'],
		runs: ['fast']
	},
	{
		id: '01j',
		name: 'to somebody who joins one more vault with the keys they have: the keys they are shown are replaced, or the firm’s log is older than the one they know',
		needs: 'answers the holder of a link',
		published: 'nextcloud',
		ends: ['wrong-firm', 'log-broken', 'log-rolled-back', 'capsule-mismatch', 'no-keys-yet'],
		runs: ['fast']
	},
	{
		id: '02a',
		name: 'identity, keyring or user id are another person’s, or changed for each other',
		needs: 'stores the accounts',
		published: 'mega',
		ends: ['account-damaged'],
		runs: ['fast', 'browser']
	},
	{
		id: '02b',
		name: 'the passkey’s wrap is another person’s, another method’s, or junk',
		needs: 'stores the accounts',
		published: 'managers',
		ends: ['account-damaged', 'passkey-cannot-unlock'],
		runs: ['fast']
	},
	{
		id: '02c',
		name: 'the recovery code’s wrap is replaced: a lie of the server, not a mistyped word',
		needs: 'stores the accounts',
		published: 'managers',
		ends: ['account-damaged'],
		runs: ['fast'],
		changed:
			'The client blamed the words (`words-do-not-open`) and raised no alarm. It is `account-damaged` now.'
	},
	{
		id: '02d',
		name: 'the keyring shown after a conflict between two devices does not open',
		needs: 'stores the accounts, answers “another device was first”',
		published: 'mega',
		ends: ['account-damaged'],
		runs: ['fast']
	},
	{
		id: '02e',
		name: 'an unlock method is withheld',
		needs: 'stores the accounts',
		published: 'managers',
		ends: ['passkey-cannot-unlock'],
		runs: ['fast']
	},
	{
		id: '03a',
		name: 'a thousand mutated bundles: one error and one request trace, whichever bit was changed',
		needs: 'stores the accounts, watches what the client does next',
		published: 'mega',
		ends: ['account-damaged'],
		runs: ['fast']
	},
	{
		id: '08a',
		name: 'all pairs of two values of one type in every answer of the API are swapped',
		needs: 'answers requests',
		published: 'cloud',
		ends: [
			'bad-answer',
			'account-damaged',
			'passkey-cannot-unlock',
			'wrong-firm',
			'log-broken',
			'log-rolled-back',
			'capsule-mismatch',
			'no effect'
		],
		runs: ['fast'],
		changed:
			'Another account’s record was taken for one’s own in the list of passkeys. Its user id is compared now.'
	},
	{
		id: '08b',
		name: 'all pairs of two values of one type inside every entry of both logs are swapped',
		needs: 'hosts the logs',
		published: 'cloud',
		ends: ['wrong-firm', 'log-broken', 'log-rolled-back', 'log-forked', 'rejected'],
		runs: ['fast']
	},
	{
		id: '09a',
		name: 'each field of every answer is left out, and one more is added',
		needs: 'answers requests',
		published: 'managers',
		ends: ['bad-answer'],
		runs: ['fast']
	},
	{
		id: '10a',
		name: 'a flag or key in any answer asks the client to wrap to one more recipient',
		needs: 'answers requests',
		published: 'managers',
		ends: ['bad-answer'],
		runs: ['fast']
	},
	{
		id: '10b',
		name: 'a recovery key in an entry: as a field nobody signed, and as a kind of entry nobody knows',
		needs: 'hosts the firm’s log, colludes with an owner',
		published: 'managers',
		ends: ['wrong-firm', 'log-broken', 'log-rolled-back', 'log-forked', 'rejected'],
		runs: ['fast']
	},
	{
		id: '10c',
		name: 'a team’s new key is wrapped, where it should go to the recovery kit, to a key of the server’s',
		needs: 'colludes with an owner',
		published: 'managers',
		ends: ['not prevented'],
		runs: ['fast']
	},
	{
		id: '15a',
		name: 'a ciphertext that the plain cipher opens under two keys is put in place of a seal',
		needs: 'knows both keys',
		published: 'salamanders',
		ends: ['account-damaged'],
		runs: ['fast']
	},
	{
		id: '15b',
		name: 'partitioning by trial: wraps made for sets of guessed keys, and what the client does with them',
		needs: 'stores the accounts',
		published: 'partitioning',
		ends: ['account-damaged'],
		runs: ['fast']
	},
	{
		id: '24a',
		name: 'signing keys of small order, under which one signature fits every message',
		needs: 'holds a link',
		published: 'ed25519',
		ends: ['rejected'],
		runs: ['fast']
	},
	{
		id: '24b',
		name: 'a signature in its second spelling (S + L)',
		needs: 'hosts the vault’s log',
		published: 'ed25519',
		ends: ['log-broken', 'log-rolled-back', 'rejected'],
		runs: ['fast']
	},
	{
		id: '24c',
		name: 'X25519 points of low order in a key to wrap to, and in a wrap to open',
		needs: 'is or colludes with a member',
		published: 'mega',
		ends: ['no effect'],
		runs: ['fast']
	}
] as const satisfies readonly Attack[];
