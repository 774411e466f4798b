/** Items 4, 7, 11, 13, 14, 17: what the server can do with the logs. */
import type { Attack } from './attacks.ts';

export const logAttacks = [
	{
		id: '04a',
		name: 'files and folders are injected by somebody made up, a forged member, another vault’s client, a used link',
		needs: 'hosts the vault’s log',
		published: 'cloud',
		ends: ['rejected', 'entry-forged'],
		runs: ['fast', 'browser'],
		changed:
			'The entries were rejected, but only the history said so. What no honest portal takes raises the warning now, with a record.'
	},
	{
		id: '04b',
		name: 'a member who colludes writes what members may not, and in the name of staff',
		needs: 'hosts the vault’s log, colludes with a member',
		published: 'groups',
		ends: ['rejected'],
		runs: ['fast']
	},
	{
		id: '04c',
		name: 'a message or note is taken back that is not its taker’s: a client’s by staff, the firm’s by a client or a colleague, in the author’s name, by a stranger, twice; and what is neither',
		needs: 'hosts the vault’s log, colludes with members and staff',
		published: 'groups',
		ends: ['rejected', 'entry-forged'],
		runs: ['fast']
	},
	{
		id: '07a',
		name: 'every element of every entry’s header is changed: author, time, position, kind, blob, body',
		needs: 'hosts the vault’s log',
		published: 'cloud',
		ends: ['log-broken', 'log-rolled-back', 'log-forked', 'rejected'],
		runs: ['fast', 'browser']
	},
	{
		id: '07b',
		name: 'a file’s entry, or a whole log, is shown in another vault',
		needs: 'hosts the vaults’ logs',
		published: 'cloud',
		ends: ['log-broken', 'log-rolled-back'],
		runs: ['fast']
	},
	{
		id: '11a',
		name: 'a ghost member is put into a vault’s log so that the next key goes to them too',
		needs: 'hosts the vault’s log',
		published: 'groups',
		ends: ['rejected'],
		runs: ['fast']
	},
	{
		id: '11b',
		name: 'the wraps of a new key are counted and compared as they leave the client',
		needs: 'receives the entries',
		published: 'groups',
		ends: ['no effect'],
		runs: ['fast']
	},
	{
		id: '11c',
		name: 'the new keys that follow a removal are read as they leave the client',
		needs: 'receives the entries',
		published: 'groups',
		ends: ['no effect'],
		runs: ['fast']
	},
	{
		id: '11d',
		name: 'the list of vaults that need a new key after a removal hides some, names others, and one is given another’s log',
		needs: 'answers requests, hosts the logs',
		published: 'groups',
		ends: ['no effect', 'not-found', 'log-broken'],
		runs: ['fast']
	},
	{
		id: '11e',
		name: 'a removal is hidden from a client, who goes on writing under a key that the one who left holds',
		needs: 'hosts the logs, colludes with them',
		published: 'groups',
		ends: ['not prevented', 'log-forked'],
		runs: ['fast']
	},
	{
		id: '13a',
		name: 'ghost staff: a join without invitation, invitations by a preparer or by nobody, an entry in their own name',
		needs: 'hosts the firm’s log, colludes with a preparer',
		published: 'groups',
		ends: ['rejected'],
		runs: ['fast']
	},
	{
		id: '13b',
		name: 'entries in another order, or without a signature',
		needs: 'hosts the logs',
		published: 'groups',
		ends: ['wrong-firm', 'log-broken', 'log-rolled-back', 'log-forked', 'rejected'],
		runs: ['fast']
	},
	{
		id: '13c',
		name: 'somebody who left goes on writing, in their own name and with every key they had',
		needs: 'hosts the logs, colludes with them',
		published: 'groups',
		ends: ['rejected', 'log-broken', 'log-forked'],
		runs: ['fast']
	},
	{
		id: '13d',
		name: 'a ghost takes somebody’s place by a change of keys, or the firm by a recovery kit; also with a member’s help',
		needs: 'hosts the logs, colludes with a member',
		published: 'groups',
		ends: ['rejected'],
		runs: ['fast']
	},
	{
		id: '13e',
		name: 'a client’s removal is played again in the same vault and in another, moved, and taken back',
		needs: 'hosts the vaults’ logs',
		published: 'groups',
		ends: ['log-broken', 'log-rolled-back'],
		runs: ['fast']
	},
	{
		id: '14a',
		name: 'rollback: either log is cut back, on a known device and on a second one',
		needs: 'hosts the logs',
		published: 'forks',
		ends: ['log-rolled-back', 'log-broken', 'log-forked'],
		runs: ['fast', 'browser']
	},
	{
		id: '14b',
		name: 'fork: either log ends in another entry that its author could have written',
		needs: 'hosts the logs, got two entries for one place from one author',
		published: 'forks',
		ends: ['log-rolled-back', 'log-forked'],
		runs: ['fast']
	},
	{
		id: '14c',
		name: 'omission: any one entry but the last is left out, on a known, a second and a new device',
		needs: 'hosts the logs',
		published: 'forks',
		ends: ['log-broken', 'log-rolled-back', 'log-forked', 'wrong-firm'],
		runs: ['fast']
	},
	{
		id: '14d',
		name: 'freeze: the firm’s log stands still for one person while others write',
		needs: 'hosts the logs',
		published: 'forks',
		ends: ['log-forked'],
		runs: ['fast']
	},
	{
		id: '14e',
		name: 'freeze: a new device is shown an old account record and old logs that fit it',
		needs: 'hosts logs and accounts, keeps old copies',
		published: 'forks',
		ends: ['not prevented'],
		runs: ['fast']
	},
	{
		id: '14f',
		name: 'after a fork of the firm’s log was seen in one vault, the victim is led to write in another and to admit people',
		needs: 'hosts the logs',
		published: 'forks',
		ends: ['log-forked'],
		runs: ['fast'],
		changed:
			'Only the vault that showed the fork was closed. The firm’s log, and with it every vault, is closed now.'
	},
	{
		id: '14g',
		name: 'a log is caught lying while a large file is on its way up',
		needs: 'hosts the logs',
		published: 'forks',
		ends: ['log-broken'],
		runs: ['fast'],
		changed: 'The remaining parts were still sent. An upload stops before its next part now.'
	},
	{
		id: '14h',
		name: 'a removal is hidden from a colleague, who would go on wrapping keys for the one who left',
		needs: 'hosts the logs',
		published: 'groups',
		ends: ['log-forked'],
		runs: ['fast']
	},
	{
		id: '14i',
		name: 'lies told to work in the background: an upload, new keys after a removal, the account’s record',
		needs: 'hosts the logs',
		published: 'own',
		ends: ['log-broken'],
		runs: ['fast'],
		changed:
			'The refusals were right, but the page raised no warning for them. Everything in the background rings the same bell now.'
	},
	{
		id: '14j',
		name: 'a message that was taken back is to be shown again to whoever saw that: the log is cut before it, it is left out, another entry stands in its place; on a known device and on a second one',
		needs: 'hosts the vault’s log',
		published: 'forks',
		ends: ['log-rolled-back', 'log-broken', 'log-forked'],
		runs: ['fast']
	},
	{
		id: '14k',
		name: 'that a message was taken back is kept from some who have seen nothing newer, and an answer of theirs is shown to the others',
		needs: 'hosts the vault’s log',
		published: 'forks',
		ends: ['not prevented', 'head-moved', 'log-broken', 'log-rolled-back', 'log-forked'],
		runs: ['fast']
	},
	{
		id: '17a',
		name: 'every entry is shown a second time, at another position',
		needs: 'hosts the vault’s log',
		published: 'cloud',
		ends: ['log-broken', 'log-rolled-back'],
		runs: ['fast']
	},
	{
		id: '17b',
		name: 'what came by a drop link is listed for another link or vault, twice, under another’s id, manifest or signature, changed at any byte, made up, and again after it was dealt with',
		needs: 'lists what came by links',
		published: 'mega',
		ends: ['no effect'],
		runs: ['fast']
	},
	{
		id: '17c',
		name: 'a member’s tag, version, put-back or removal of the firm’s file is shown, and those of others again, elsewhere or of another vault’s file',
		needs: 'colludes with a reader',
		published: 'cloud',
		ends: ['rejected', 'no effect', 'log-broken', 'log-rolled-back'],
		runs: ['fast']
	},
	{
		id: '17d',
		name: 'that a message was taken back is shown a second time, earlier, in another vault, and made to name another message',
		needs: 'hosts the vaults’ logs',
		published: 'cloud',
		ends: ['log-broken', 'log-rolled-back', 'log-forked', 'rejected', 'entry-forged'],
		runs: ['fast']
	}
] as const satisfies readonly Attack[];
