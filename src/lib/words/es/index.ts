/** Everything the portal says, in Spanish: formal, plain, with the words of docs/languages.md. Fetched by who reads it. */
import { account } from './account.ts';
import { approvals } from './approvals.ts';
import { clients } from './clients.ts';
import { deeds } from './deeds.ts';
import { door } from './door.ts';
import { drop } from './drop.ts';
import { files } from './files.ts';
import { firm } from './firm.ts';
import { invite } from './invite.ts';
import { messages } from './messages.ts';
import { opened } from './opened.ts';
import { queue } from './queue.ts';
import { refusals } from './refusals.ts';
import { reminders } from './reminders.ts';
import { requests } from './requests.ts';
import { scan } from './scan.ts';
import { shared } from './shared.ts';
import { staffRequests } from './staff-requests.ts';
import { staffVault } from './staff-vault.ts';
import { team } from './team.ts';
import { vault } from './vault.ts';

export const spanish = {
	...account,
	...approvals,
	...clients,
	...deeds,
	...door,
	...drop,
	...files,
	...firm,
	...invite,
	...messages,
	...opened,
	...queue,
	...refusals,
	...reminders,
	...requests,
	...scan,
	...shared,
	...staffRequests,
	...staffVault,
	...team,
	...vault
} as const;

export type Spanish = typeof spanish;
