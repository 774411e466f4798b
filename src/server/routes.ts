/** Every endpoint of the contract (contract/api.ts), each with its access declared beside it. */
import { accountRoutes } from './accounts/account-routes.ts';
import { wayInRoutes } from './accounts/way-in-routes.ts';
import { blobRoutes } from './blobs/routes.ts';
import { ceremonyRoutes } from './ceremonies/routes.ts';
import { dropRoutes } from './drops/routes.ts';
import { eventRoutes } from './events/routes.ts';
import { firmRoutes } from './firms/routes.ts';
import type { Route } from './http/route.ts';
import { inviteRoutes } from './invites/routes.ts';
import { kitRoutes } from './kits/routes.ts';
import { reminderRoutes } from './notices/reminder-routes.ts';
import { noticeRoutes } from './notices/routes.ts';
import { pushRoutes } from './push/routes.ts';
import { uploadRoutes } from './uploads/routes.ts';
import { vaultRoutes } from './vaults/routes.ts';

export const routes: readonly Route[] = [
	...wayInRoutes,
	...kitRoutes,
	...ceremonyRoutes,
	...accountRoutes,
	...firmRoutes,
	...vaultRoutes,
	...inviteRoutes,
	...uploadRoutes,
	...blobRoutes,
	...dropRoutes,
	...eventRoutes,
	...noticeRoutes,
	...reminderRoutes,
	...pushRoutes
];
