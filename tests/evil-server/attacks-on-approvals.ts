/** Item 29: what the server, or somebody with a person's identity key but not their passkey, can do with approvals. */
import type { Attack } from './attacks.ts';

export const approvalAttacks = [
	{
		id: '29a',
		name: 'a passkey’s signature is used for another request, other words, another file, another time, by who has the identity key',
		needs: 'hosts the vault’s log, holds the person’s identity key but not the passkey',
		published: 'own',
		ends: ['rejected'],
		runs: ['fast']
	},
	{
		id: '29b',
		name: 'an approval’s own entry is shown again, with another request’s id, or with the request’s words exchanged',
		needs: 'hosts the vault’s log',
		published: 'own',
		ends: ['log-broken', 'log-rolled-back'],
		runs: ['fast']
	},
	{
		id: '29c',
		name: 'the person is told of a passkey whose key the server made',
		needs: 'answers requests',
		published: 'own',
		ends: ['approval-not-verified'],
		runs: ['fast']
	},
	{
		id: '29d',
		name: 'a client accepts a scan of their own; staff’s acceptance is shown for another request, or once more for another scan',
		needs: 'hosts the vault’s log, colludes with the client',
		published: 'own',
		ends: ['rejected', 'log-broken', 'log-rolled-back'],
		runs: ['fast']
	}
] as const satisfies readonly Attack[];
