/**
 * Fills an empty portal with a firm, its clients and some weeks of their work, by the client's own code. Answers with
 * somebody who can let visitors in.
 */
import { ready } from '../../src/crypto/sodium.ts';
import type { Case } from './case.ts';
import { FIRM_NAME, FIRM_WELCOME, OTHERS, SHOWN, STAFF, STAGES, type Client } from './cast.ts';
import { daysBefore, type Clock } from './clock.ts';
import { Person, type Reach } from './person.ts';
import { required, storyOf, type Scene } from './story.ts';

export interface Filling {
	readonly reach: Omit<Reach, 'now'>;
	readonly clock: Clock;
	readonly setupToken: string;
	/** Of the clients besides the one that is shown. */
	readonly clients: number;
	readonly say: (line: string) => void;
}

export interface Filled {
	readonly host: Person;
	/** The 24 words by which the host gets in again. */
	readonly words: string[];
	/** The vaults that links for visitors lead to. */
	readonly shown: Case['vault'];
	readonly dropsTo: Case['vault'];
}

const BEGAN_DAYS_AGO = 45;

export async function fill({ reach: { origin, fetch }, clock, ...how }: Filling): Promise<Filled> {
	await ready;
	const end = Date.now();
	const reach = { origin, fetch, now: clock.now };
	await clock.moveTo(daysBefore(end, BEGAN_DAYS_AGO, 9));
	const { host, words } = await found(reach, how.setupToken);
	const staff = [host];
	for (const name of STAFF.slice(1)) staff.push(await hire(reach, host, name));
	how.say(`${FIRM_NAME}, with ${staff.length} people`);
	const cases = new Map<Client, Case>();
	const stage = { reach, staff, end, cases };
	const others = OTHERS.slice(0, how.clients);
	await perform(
		[SHOWN, ...others].flatMap((client) => storyOf(client, stage)),
		clock,
		how.say
	);
	await clock.moveTo(Date.now());
	const shown = required(cases.get(SHOWN)).vault;
	const supplied = others.find(({ dropped }) => dropped);
	return { host, words, shown, dropsTo: (supplied && cases.get(supplied)?.vault) ?? shown };
}

async function found(reach: Reach, token: string): Promise<{ host: Person; words: string[] }> {
	const host = new Person(reach);
	await host.core.makeKit();
	await host.core.setUp({
		token,
		firmName: FIRM_NAME,
		mark: { colour: 'pine', initials: 'HF' },
		ownerName: STAFF[0],
		passkey: await host.newPasskey()
	});
	const words = await host.core.makeRecoveryWords();
	await host.core.saveRecovery();
	await host.core.nameStages([...STAGES]);
	await host.core.writeWelcome(FIRM_WELCOME);
	return { host, words };
}

async function hire(reach: Reach, host: Person, name: string): Promise<Person> {
	const { url } = await host.core.inviteStaff(name, 'preparer');
	const person = new Person(reach);
	const user = await person.join(url, name);
	await host.core.team();
	await host.core.grantTeam(user, true);
	await person.core.team();
	return person;
}

/** In the order of their times, whoever's they are. */
async function perform(
	scenes: readonly Scene[],
	clock: Clock,
	say: (line: string) => void
): Promise<void> {
	const inOrder = scenes.toSorted((a, b) => a.at - b.at);
	let told = 0;
	for (const [nth, { at, play }] of inOrder.entries()) {
		await clock.moveTo(at);
		await play();
		const percent = Math.floor(((nth + 1) * 100) / inOrder.length);
		if (percent < told + 20) continue;
		told = percent - (percent % 20);
		say(`${told} % of what happened since`);
	}
}
