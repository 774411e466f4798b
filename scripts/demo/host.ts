/** Visitors of the demo: links for them, and somebody of the firm who hands a new colleague the firm's key. */
import { FIRM_NAME, SHOWN, STAFF, VISITING_CLIENT, VISITING_OWNER } from './cast.ts';
import type { FilledNote } from './folder.ts';
import type { Person } from './person.ts';

const OFTEN_MS = 1000;

/** Fresh links, for the terminal of whoever runs the demo and nowhere else. */
export async function invitations(
	{ origin, folder }: { origin: string; folder: string },
	{ core }: Person,
	{ shown, dropsTo }: FilledNote
): Promise<string> {
	await core.team();
	const owner = await core.inviteStaff(VISITING_OWNER, 'owner');
	const client = await core.inviteClient(shown, VISITING_CLIENT, true);
	const drop = await core.makeDropLink(dropsTo, {
		note: 'Printed by the demo',
		greeting: 'Please send invoices and statements here. You need no account.',
		days: 7,
		uses: 50,
		limit: 100_000_000
	});
	return `
The demo runs at ${origin} (data: ${folder}).
Open each link in a window of its own, the second one in a private window or another browser.

  As an owner of ${FIRM_NAME}, a colleague of ${STAFF.join(', ')}:
  ${owner.url}

  As a client, ${VISITING_CLIENT}, who shares a vault (${SHOWN.name}) with ${SHOWN.people.join(', ')}:
  ${client.url}

  As somebody without an account who has files for a client of the firm:
  ${drop.url}

The first two work once. Ctrl+C stops the demo. Then "npm run demo" begins anew, and
"npm run demo -- --keep" goes on with what is there and prints new links.
`;
}

/** Does what a colleague does when somebody new has joined, until it is time to stop. */
export async function letIn(
	{ core }: Person,
	isOver: () => boolean,
	say: (line: string) => void
): Promise<void> {
	while (!isOver()) {
		try {
			const { staff } = await core.team();
			for (const { userId, name } of staff.filter(({ hasKeys }) => !hasKeys)) {
				await core.grantTeam(userId, true);
				say(`${name} joined, and ${STAFF[0]} (this program) handed over the firm's key.`);
			}
		} catch (error) {
			if (!isOver())
				say(`Nobody can be let in now: ${error instanceof Error ? error.message : ''}`);
		}
		await new Promise((resolve) => setTimeout(resolve, OFTEN_MS));
	}
}
