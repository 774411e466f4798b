/** People with a drop link: staff who make one, and somebody without an account who sends by it. */
import type { VaultId } from '../../src/crypto/brands.ts';
import type { DropTerms } from '../../src/vault/drop-links.ts';
import { type Device } from '../../src/lib/worker/keyholder.ts';
import { fragmentOf, Person, picked, type Reached } from './people.ts';

export const terms: DropTerms = {
	note: 'For the bank',
	greeting: 'Please send the statements.',
	days: 14,
	uses: 3,
	limit: 50 * 1024 * 1024
};

export async function dropLink(
	staff: Person,
	vault: VaultId,
	change: Partial<DropTerms> = {}
): Promise<string> {
	return fragmentOf((await staff.core.makeDropLink(vault, { ...terms, ...change })).url);
}

/** Somebody who opened the link in a browser of their own. */
export async function visitor(portal: Reached, fragment: string, device?: Device): Promise<Person> {
	const person = new Person(portal, device);
	await person.core.openDrop(fragment);
	return person;
}

/** Sends files and waits until none moves any more; answers with the codes of those that failed. */
export async function sendByDrop(person: Person, ...files: File[]): Promise<string[]> {
	const said = { sender: 'Bea Bank', note: 'Two statements' };
	await person.core.sendByDrop({ ...said, files: files.map(picked) });
	return settled(person);
}

export async function settled(person: Person): Promise<string[]> {
	for (;;) {
		const { changed } = await person.core.dropTransfers();
		const moving = changed.some(({ state }) => ['waiting', 'working', 'retrying'].includes(state));
		if (!moving)
			return changed.flatMap(({ state, problem }) =>
				state === 'failed' && problem ? problem.code : []
			);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
