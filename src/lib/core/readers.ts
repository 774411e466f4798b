/** Who can open a vault, in one sentence with real numbers. */
import type { UserId } from '../../crypto/brands.ts';
import type { PersonView, PossibleSigner, ReadersView } from '../../vault/view.ts';
import { cleanName } from '../ui/index.ts';
import { inWords } from './counting.ts';
import { listed, say, sayCount } from '../words/say.ts';

/** Everybody but the recovery kit is somebody. */
export const isSomebody = (person: PersonView): person is PersonView & { id: UserId } =>
	person.kind !== 'escrow';

/** People holding a team's key, each counted once however many teams they are in. */
export function staffCount(readers: ReadersView): number {
	return new Set(readers.teams.flatMap(({ members }) => members.map(({ id }) => id))).size;
}

export function sealSentence(readers: ReadersView, firmName: string): string {
	const others = readers.clients.filter(({ isMe }) => !isMe).map(({ name }) => cleanName(name));
	const staff = staffCount(readers);
	const values = { count: inWords(staff), firm: cleanName(firmName) };
	const people = sayCount(staff, '{count} person at {firm}', '{count} people at {firm}', values);
	const links = readers.links.map(({ name }) => say('{name} (invited)', { name: cleanName(name) }));
	const kit = say('the firm’s printed recovery kit');
	const who = listed([say('you##who can open'), ...others, ...links, people, kit]);
	return say('Only {who} can open these files; the server cannot.', { who });
}

/** Whom one can ask for approval: the clients, then the firm's own people, each once. */
export function possibleSigners(readers: ReadersView): PossibleSigner[] {
	const staff = readers.teams.flatMap(({ members }) => members);
	const people = [...readers.clients, ...staff].filter(isSomebody);
	const once = new Map(people.map((person) => [person.id, person]));
	return [...once.values()].map(({ id, name, kind }) => ({
		user: id,
		name,
		side: kind === 'client' ? 'client' : 'staff'
	}));
}
