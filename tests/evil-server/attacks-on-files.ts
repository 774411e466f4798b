/** Items 5 to 7, 16 to 19 and 26: what the server can do with stored bytes and what describes them. */
import type { Attack } from './attacks.ts';

export const fileAttacks = [
	{
		id: '05a',
		name: 'one bit is flipped in every byte of a stored file, header included',
		needs: 'stores the blobs',
		published: 'cloud',
		ends: ['file-damaged'],
		runs: ['fast', 'browser']
	},
	{
		id: '05b',
		name: 'one bit is flipped at the ends of every chunk and of its tag',
		needs: 'stores the blobs',
		published: 'cloud',
		ends: ['file-damaged'],
		runs: ['fast']
	},
	{
		id: '06a',
		name: 'chunks are swapped, repeated, dropped, cut off at each boundary, appended, and taken from another file',
		needs: 'stores the blobs',
		published: 'cloud',
		ends: ['file-damaged'],
		runs: ['fast', 'browser']
	},
	{
		id: '06b',
		name: 'parts of what came by a drop link are swapped, repeated, cut off, changed, and taken from another file, when it is opened and when it is accepted',
		needs: 'stores what came by the link',
		published: 'cloud',
		ends: ['file-damaged'],
		runs: ['fast']
	},
	{
		id: '16a',
		name: 'two readers are given different files of the same size under one entry',
		needs: 'stores the blobs',
		published: 'salamanders',
		ends: ['file-damaged'],
		runs: ['fast']
	},
	{
		id: '18a',
		name: 'blobs of the same file sent twice are compared, and stored sizes are read',
		needs: 'stores the blobs',
		published: 'mega',
		ends: ['no effect'],
		runs: ['fast']
	},
	{
		id: '26b',
		name: 'the portal shows what came by a drop link to the vault’s client, with all that it has',
		needs: 'stores what came by the link',
		published: 'cloud',
		ends: ['no effect'],
		runs: ['fast']
	},
	{
		id: '26a',
		name: 'a reader of one vault asks for a file of another, and is handed its bytes by the server',
		needs: 'colludes with a reader',
		published: 'nextcloud',
		ends: ['not-found', 'file-gone', 'file-damaged'],
		runs: ['fast']
	}
] as const satisfies readonly Attack[];
