/** Everything the portal says, in Spanish: formal, plain, with the words of docs/languages.md. Fetched by who reads it. */
import { account } from './account.ts';
import { approvals } from './approvals.ts';
import { deeds } from './deeds.ts';
import { door } from './door.ts';
import { drop } from './drop.ts';
import { files } from './files.ts';
import { messages } from './messages.ts';
import { queue } from './queue.ts';
import { refusals } from './refusals.ts';
import { reminders } from './reminders.ts';
import { requests } from './requests.ts';
import { scan } from './scan.ts';
import { shared } from './shared.ts';
import { vault } from './vault.ts';

export const spanish = {
	...account,
	...approvals,
	...deeds,
	...door,
	...drop,
	...files,
	...messages,
	...queue,
	...refusals,
	...reminders,
	...requests,
	...scan,
	...shared,
	...vault
} as const;

export type Spanish = typeof spanish;
