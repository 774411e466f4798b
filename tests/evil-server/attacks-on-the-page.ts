/** Items 12, 19 to 23, 25, 27 and 28: what the server can do with answers, links and the page itself. */
import type { Attack } from './attacks.ts';

export const pageAttacks = [
	{
		id: '12a',
		name: 'a link’s secret, and every key made from it, is searched for in all requests and in the portal’s log',
		needs: 'sees requests',
		published: 'nextcloud',
		ends: ['no effect'],
		runs: ['fast', 'browser']
	},
	{
		id: '12b',
		name: 'a drop link’s secret, every key made from it, and what a sender types are searched for in all requests, on the portal’s disk and in its log',
		needs: 'sees requests',
		published: 'nextcloud',
		ends: ['no effect'],
		runs: ['fast']
	},
	{
		id: '19a',
		name: 'a file’s name, an SVG and a PDF carry scripts and addresses, and staff open them',
		needs: 'colludes with a client',
		published: 'own',
		ends: ['no effect'],
		runs: ['browser']
	},
	{
		id: '20a',
		name: 'what a passkey’s PRF gave, and the key made from it, is searched for in all requests',
		needs: 'sees requests',
		published: 'webauthn',
		ends: ['no effect'],
		runs: ['fast', 'browser']
	},
	{
		id: '21a',
		name: 'the server names another rpId, a parent domain, or related origins',
		needs: 'answers requests',
		published: 'webauthn',
		ends: ['bad-answer'],
		runs: ['fast', 'browser']
	},
	{
		id: '22a',
		name: 'the server supplies the PRF’s salt',
		needs: 'answers requests',
		published: 'webauthn',
		ends: ['bad-answer'],
		runs: ['fast', 'browser']
	},
	{
		id: '23a',
		name: 'the server supplies the list of credentials for a ceremony',
		needs: 'answers requests',
		published: 'webauthn',
		ends: ['bad-answer'],
		runs: ['fast', 'browser']
	},
	{
		id: '23b',
		name: 'a passkey that does not exist is put into the account’s list',
		needs: 'stores the accounts',
		published: 'groups',
		ends: ['no effect'],
		runs: ['fast']
	},
	{
		id: '25a',
		name: 'answers that never end: lists, logs, account, file',
		needs: 'answers requests',
		published: 'own',
		ends: ['bad-answer', 'file-damaged'],
		runs: ['fast'],
		changed:
			'Answers were read to their end whatever their size. They are cut off at what an honest portal can send.'
	},
	{
		id: '25b',
		name: 'a client list that always has one more page',
		needs: 'answers requests',
		published: 'own',
		ends: ['bad-answer'],
		runs: ['fast'],
		changed: 'The list was read for ever. It ends at 50,000 clients.'
	},
	{
		id: '25c',
		name: 'a client list whose pages repeat in turn',
		needs: 'answers requests',
		published: 'own',
		ends: ['bad-answer'],
		runs: ['fast'],
		changed:
			'Only the same page twice in a row was noticed, in the list and in the background work that gives new keys. A client that was listed already is refused now.'
	},
	{
		id: '25d',
		name: 'a log that grows without end by well-formed entries signed by nobody',
		needs: 'hosts the logs',
		published: 'own',
		ends: ['log-broken'],
		runs: ['fast'],
		changed:
			'All pages were collected before any was judged. Reading stops at a size that no honest log reaches.'
	},
	{
		id: '25e',
		name: 'entries that announce huge counts, nest deeply, or are too long',
		needs: 'hosts the logs',
		published: 'own',
		ends: ['log-broken', 'bad-answer', 'rejected'],
		runs: ['fast']
	},
	{
		id: '25f',
		name: 'what moved in the client list: lower numbers, a client twice, rows of nobody, other counts, pages without end',
		needs: 'answers requests',
		published: 'own',
		ends: ['no effect'],
		runs: ['fast']
	},
	{
		id: '27a',
		name: 'earlier answers to the same requests are played again, in a session and after it',
		needs: 'keeps its answers',
		published: 'forks',
		ends: ['log-broken', 'log-rolled-back'],
		runs: ['fast', 'browser']
	},
	{
		id: '27b',
		name: 'two requests under way at once get each other’s answer: files, logs',
		needs: 'answers requests',
		published: 'cloud',
		ends: ['file-damaged', 'log-broken'],
		runs: ['fast']
	},
	{
		id: '27c',
		name: 'an entry is acknowledged and thrown away',
		needs: 'answers requests',
		published: 'forks',
		ends: ['log-rolled-back'],
		runs: ['fast'],
		changed:
			'It was noticed only after locking and unlocking. The head that comes with every page is compared now.'
	},
	{
		id: '27d',
		name: '“somebody else was first”, for ever, to collect signatures',
		needs: 'answers requests',
		published: 'own',
		ends: ['head-moved'],
		runs: ['fast']
	},
	{
		id: '27e',
		name: 'an upload gets another upload’s acknowledgements',
		needs: 'answers requests',
		published: 'own',
		ends: ['bad-answer', 'upload-incomplete'],
		runs: ['fast']
	},
	{
		id: '28a',
		name: 'a used link is used again, honestly and in a history from before its use',
		needs: 'holds the link, keeps old copies',
		published: 'managers',
		ends: ['invite-used', 'not-found', 'head-moved'],
		runs: ['fast', 'browser']
	},
	{
		id: '28b',
		name: 'two people race for one link, and the server takes both joins',
		needs: 'hosts the vault’s log; both hold the link',
		published: 'groups',
		ends: ['invite-used', 'head-moved'],
		runs: ['fast']
	},
	{
		id: '28c',
		name: 'a withdrawn link is used, honestly and in a history that hides the withdrawal',
		needs: 'holds the link, keeps old copies',
		published: 'managers',
		ends: ['invite-revoked', 'not-found', 'head-moved'],
		runs: ['fast']
	},
	{
		id: '28d',
		name: 'a drop link is used after it was withdrawn, has expired, was used up, or ended with a colleague’s leaving; also when the page was open before',
		needs: 'holds the link',
		published: 'own',
		ends: ['drop-closed', 'drop-expired', 'drop-used-up', 'drop-behind'],
		runs: ['fast']
	},
	{
		id: '28e',
		name: 'the portal goes on taking files by a drop link that ended with a colleague’s leaving, for that colleague',
		needs: 'stores what comes by links, colludes with somebody who left',
		published: 'own',
		ends: ['not prevented'],
		runs: ['fast']
	},
	{
		id: '28f',
		name: 'a join with the keys one has: by a link that is used or withdrawn; taken and thrown away; taken, and its answer lost; answered with another account’s keyring',
		needs: 'answers requests',
		published: 'own',
		ends: ['invite-used', 'invite-revoked', 'not-found', 'account-damaged', 'no effect'],
		runs: ['fast']
	},
	{
		id: '28g',
		name: 'files sent by a drop link claim to answer what it did not ask for: another link’s, list’s or vault’s line, one that never was, one line many times, two at once',
		needs: 'nothing; the link’s holder has a program of their own',
		published: 'own',
		ends: ['no effect'],
		runs: ['fast']
	}
] as const satisfies readonly Attack[];
