/** People with a drop link: staff who make one, and somebody without an account who sends by it. */
import { newBlobSecret, planBlob, sealPart } from '../../src/crypto/age/file.ts';
import type { BlobId, VaultId } from '../../src/crypto/brands.ts';
import {
	dropLinkKeys,
	sealDropManifest,
	signDelivery,
	signDropped
} from '../../src/crypto/drop.ts';
import { decode, encode, isMap, type Value } from '../../src/crypto/encoding.ts';
import { newBlobId, newDeliveryId } from '../../src/crypto/ids.ts';
import { parseLinkSecret } from '../../src/crypto/link.ts';
import { openCapsuleOfDrop } from '../../src/vault/drop-capsule.ts';
import { encodeDropManifest } from '../../src/vault/drop-manifest.ts';
import type { ItemView } from '../../src/vault/view.ts';
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

/** Likewise, for what the link asks for under this title. */
export async function answerByDrop(person: Person, title: string, ...files: File[]) {
	const { asks } = await person.core.dropPage();
	const asked = asks.find((one) => one.title === title);
	if (!asked) throw new Error(title);
	const said = { sender: 'Bea Bank', note: '', answers: asked.item };
	await person.core.sendByDrop({ ...said, files: files.map(picked) });
	return settled(person);
}

/** A list of documents that staff ask for; those in `several` take any number. */
export async function wanting(
	staff: Person,
	vault: VaultId,
	titles: readonly string[],
	several: readonly string[] = []
) {
	return staff.core.listRequests(vault, {
		title: 'Tax return 2025',
		year: 2025,
		items: titles.map((title) => ({
			item: null,
			title,
			hint: `${title} hint`,
			several: several.includes(title),
			due: '2026-03-15'
		}))
	});
}

export async function itemOf(person: Person, vault: VaultId, title: string): Promise<ItemView> {
	const { requests } = await person.core.openVault(vault);
	const found = requests.flatMap(({ items }) => items).find((item) => item.title === title);
	if (!found) throw new Error(title);
	return found;
}

/** Sends small files by a link with a program of its own, whose manifests say what it likes. */
export async function strayProgram(
	{ keyholder: { api } }: Person,
	fragment: string
): Promise<(name: string, change: Record<string, Value>) => Promise<BlobId>> {
	const keys = await dropLinkKeys(parseLinkSecret(fragment));
	const { capsule } = await api.dropLink(keys.drop);
	const { firm, vault, kem } = await openCapsuleOfDrop(keys.capsule, keys.drop, capsule);
	const place = { firm, vault, drop: keys.drop };
	const of = { drop: keys.drop, delivery: newDeliveryId() };
	await api.beginDelivery(of, signDelivery(keys.signing, place, of.delivery));
	const plan = planBlob(5);
	return async (name, change) => {
		const blob = newBlobId();
		const part = await sealPart(await newBlobSecret(kem), plan, 0, new Uint8Array(5));
		await api.startDropFile(of, blob, plan.storedSize, 1);
		await api.putDropPart(of, { blob, index: 0 }, part, new AbortController().signal);
		const honest = encodeDropManifest({
			...{ answers: null, delivery: of.delivery, modified: null, name, note: '', sender: '' },
			...{ parts: [part.hash], size: 5, stored: plan.storedSize, time: 1, type: '' }
		});
		const map = decode(honest);
		if (!isMap(map)) throw new Error('no map');
		const sealed = await sealDropManifest(kem, { ...place, blob }, encode({ ...map, ...change }));
		const signature = await signDropped(keys.signing, { ...place, blob }, sealed);
		await api.finishDropFile(of, blob, sealed, signature);
		return blob;
	};
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
