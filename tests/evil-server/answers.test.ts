import { afterAll, beforeAll, describe, expect } from 'vitest';
import { isMap, type Value } from '../../src/crypto/encoding.ts';
import type { Raw } from '../../src/crypto/brands.ts';
import { ClientList } from '../../src/vault/client-list.ts';
import { clientOf, type KnownList } from '../../src/vault/kept-list.ts';
import { everyRow } from '../../src/vault/list-pages.ts';
import { dropLink } from '../claims/drops.ts';
import { elsewhere, fragmentOf, Person, type Interfere } from '../claims/people.ts';
import {
	kindOf,
	leaves,
	putTogether,
	replaceAt,
	spelled,
	takeApart,
	type Path
} from './entries.ts';
import type { Attack } from './attacks.ts';
import { attack, cases, expectRefused, face } from './evil.ts';
import { firmLogPath, keeping, logOf, replaced } from './lies.ts';
import { fileNamed, firmEntries, setStage, vaultEntries, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
	known = await listNow(stage.owner);
	await stage.owner.core.inviteClient(stage.vault, 'Second', true);
	const file = await fileNamed(stage.owner, stage.vault, 'W-2.pdf');
	await stage.owner.core.openFile(stage.vault, file.file);
	dropFragment = await dropLink(stage.owner, stage.vault);
});
afterAll(() => stage.portal.close());

/** The list of clients as a browser knows it that has not seen what was written since. */
let known: KnownList;

async function listNow({ keyholder: { api, session } }: Person): Promise<KnownList> {
	const { rows, moved } = await everyRow((after) => api.vaults(session.firm.firm, after));
	return {
		moved,
		readAt: Date.now(),
		clients: new Map(rows.map((row) => [row.vault, clientOf(row)]))
	};
}

/** The list as a browser reads it that remembers `before`; what it then knows does not outlast the lie. */
function listOf({ keyholder: { api, session } }: Person, before: KnownList | null) {
	const memory = {
		recall: () => Promise.resolve(before),
		keep: () => undefined,
		forget: () => Promise.resolve()
	};
	return new ClientList(api, session.firm, { memory, now: Date.now }).all();
}

interface Journey {
	readonly what: string;
	/** Answers of this kind are bent. */
	readonly path: RegExp;
	readonly who: () => Promise<Person>;
	readonly act: (person: Person) => Promise<unknown>;
	/** The server's own records, shown as such and used for no key: it may say what it likes. */
	readonly isServersOwn?: true;
}

const fresh = () => Promise.resolve(elsewhere(stage.portal, stage.owner));
const entered = () => Promise.resolve(stage.owner);
const visitor = () => Promise.resolve(new Person(stage.portal));
const lookInside = async (person: Person) => {
	const { history, files, folders, invites, readers, name } = await person.core.openVault(
		stage.vault
	);
	return { history, files, folders, invites, readers, name };
};

/** One journey for each kind of answer that a client reads. */
const journeys = (): Journey[] => [
	{ what: 'status', path: /\/status$/u, who: visitor, act: ({ core }) => core.status() },
	{
		what: 'ceremony',
		path: /\/ceremonies$/u,
		who: visitor,
		act: async ({ core }) => (await core.terms('authenticate')).prfSalt
	},
	{
		what: 'sign-in',
		path: /\/sign-in$/u,
		who: fresh,
		act: async (person) => {
			await person.enter();
			return person.core.team();
		}
	},
	{
		what: 'the firm’s log',
		path: firmLogPath,
		who: fresh,
		act: async (person) => {
			await person.enter();
			return person.core.team();
		}
	},
	{
		what: 'a vault’s log',
		path: logOf(stage.vault),
		who: fresh,
		act: async (person) => {
			await person.enter();
			return lookInside(person);
		}
	},
	{
		what: 'the client list',
		path: /\/vaults$/u,
		who: entered,
		act: (person) => listOf(person, null)
	},
	{
		what: 'the client list, since then',
		path: /\/vaults\?since=/u,
		who: entered,
		act: (person) => listOf(person, known)
	},
	{
		what: 'the devices',
		path: /\/devices$/u,
		who: entered,
		act: ({ core }) => core.devices(),
		isServersOwn: true
	},
	{
		what: 'the passkeys',
		path: /\/account$/u,
		who: entered,
		act: ({ core }) => core.passkeys(),
		isServersOwn: true
	},
	{
		what: 'an invitation',
		path: /\/invites\/[^/]+$/u,
		who: visitor,
		act: async ({ core }) => core.openLink(await openLinkFragment())
	},
	{
		what: 'a drop link',
		path: /\/drops\/[^/]+$/u,
		who: visitor,
		act: ({ core }) => core.openDrop(dropFragment)
	}
];

let dropFragment = '';

let fragment = '';
async function openLinkFragment(): Promise<string> {
	if (fragment) return fragment;
	const { url } = await stage.owner.core.inviteClient(stage.vault, 'Third', true);
	return (fragment = fragmentOf(url));
}

/** What the portal answers to this journey when it is honest, and what the person then sees. */
async function rehearse({ path, who, act }: Journey): Promise<{ answer: Value; seen: unknown }> {
	const person = await who();
	const answers: Value[] = [];
	person.interfere = async (address, init, pass) => {
		const response = await pass(address, init);
		if (path.test(address)) answers.push((await response.clone().json()) as Value);
		return response;
	};
	const seen = await act(person);
	const [answer] = answers;
	if (answer === undefined) throw new Error('never asked');
	return { answer, seen };
}

/** The first answer of this kind is bent; the rest stay as they are. */
function bending(path: RegExp, bend: (answer: Value) => Value): Interfere {
	let done = false;
	return async (address, init, pass) => {
		const response = await pass(address, init);
		if (done || !path.test(address) || !response.ok) return response;
		done = true;
		return Response.json(bend((await response.json()) as Value));
	};
}

async function tell(journey: Journey, bend: (answer: Value) => Value) {
	const person = await journey.who();
	const faced = await face(person, bending(journey.path, bend), () => journey.act(person));
	// A portal keeps a limited number of sessions for each person.
	if (journey.who === fresh) await person.keyholder.api.signOut();
	return faced;
}

const isOfOneType = (a: Value, b: Value): boolean => typeof a === typeof b && a !== b;

function* pairs<T>(list: readonly T[]): Generator<[T, T]> {
	for (const [at, one] of list.entries())
		for (const other of list.slice(at + 1)) yield [one, other];
}

/** Nothing wrong may be believed: the same as ever, or the refusal the table names. */
function expectRefusedOrHarmless(
	named: Attack,
	faced: Awaited<ReturnType<typeof tell>>,
	honest: unknown,
	hint: string
) {
	if (faced.code !== null) {
		expectRefused(named, faced, hint);
		return;
	}
	expect(faced.writes, hint).toEqual([]);
	expect(faced.value, hint).toEqual(honest);
}

/** Of long lists the first three items, of which all pairs are many enough. */
const isNearTheStart = ({ path }: { path: Path }): boolean =>
	path.every((step) => typeof step === 'string' || step < 3);

describe('answers of the API', () => {
	attack('08a', async (named) => {
		let tried = 0;
		for (const journey of journeys()) {
			const { answer, seen } = await rehearse(journey);
			for (const [one, other] of pairs(leaves(answer).filter(isNearTheStart))) {
				if (!isOfOneType(one.value, other.value)) continue;
				const swap = (now: Value) => {
					const [first, second] = [at(now, one.path), at(now, other.path)];
					return replaceAt(replaceAt(now, one.path, second), other.path, first);
				};
				const hint = `${journey.what}: ${spelled(one.path)} and ${spelled(other.path)}`;
				const faced = await tell(journey, swap);
				tried += 1;
				if (journey.what.startsWith('the client list') && faced.code === null)
					expectNamesAtHome(faced.value, seen);
				else if (journey.isServersOwn && faced.code === null)
					expect(faced.writes, hint).toEqual([]);
				else expectRefusedOrHarmless(named, faced, seen, hint);
			}
		}
		expect(tried).toBeGreaterThan(150);
	});

	attack('08b', async (named) => {
		const logs = [
			{ path: firmLogPath, entries: await firmEntries(stage), act: signInAndLook },
			{
				path: logOf(stage.vault),
				entries: await vaultEntries(stage, stage.vault),
				act: signInAndLook
			}
		];
		let tried = 0;
		for (const { path, entries, act } of logs)
			for await (const { where, kept } of swapsInside(entries)) {
				tried += 1;
				if (tried % cases(12, 1) !== 0) continue;
				const person = await fresh();
				const faced = await face(
					person,
					keeping(path, () => kept),
					() => act(person)
				);
				await person.keyholder.api.signOut();
				if (faced.code !== null) expectRefused(named, faced, where);
				else expect(rejectedIn(faced.value), where).toBeGreaterThan(0);
			}
		expect(tried).toBeGreaterThan(200);
	});

	attack('09a', async (named) => {
		for (const journey of journeys()) {
			const { answer } = await rehearse(journey);
			for (const path of fieldsOf(answer).filter((path) => isNearTheStart({ path }))) {
				const hint = `${journey.what} without ${spelled(path)}`;
				expectRefused(named, await tell(journey, (now) => without(now, path)), hint);
			}
			for (const path of objectsOf(answer).filter((path) => isNearTheStart({ path }))) {
				const hint = `${journey.what}: one more field in ${spelled(path)}`;
				const more = (now: Value) => replaceAt(now, path, { ...asMap(at(now, path)), extra: 1 });
				expectRefused(named, await tell(journey, more), hint);
			}
		}
	});

	attack('10a', async (named) => {
		// "Wrap everything to this key, too": in every answer that has objects, under the names it might go by.
		const flags = ['policy', 'recoveryKey', 'escrow', 'adminKey', 'resetKey'];
		for (const journey of journeys()) {
			const { answer } = await rehearse(journey);
			for (const flag of flags) {
				const key = Buffer.from(stage.mallory.kem.publicKey).toString('base64url');
				for (const path of objectsOf(answer).filter((path) => isNearTheStart({ path }))) {
					if (flag in asMap(at(answer, path))) continue;
					const asked = (now: Value) =>
						replaceAt(now, path, { ...asMap(at(now, path)), [flag]: key });
					expectRefused(named, await tell(journey, asked), `${journey.what}: ${flag}`);
				}
			}
		}
	});
});

const signInAndLook = async (person: Person) => {
	await person.enter();
	return { team: await person.core.team(), vault: await lookInside(person) };
};

function rejectedIn(
	value: { team: { rejected: unknown[] }; vault: { history: { rejected: unknown }[] } } | null
) {
	if (!value) return 0;
	return (
		value.team.rejected.length +
		value.vault.history.filter(({ rejected }) => rejected !== null).length
	);
}

/** Every entry with two values of one type in its header and payload swapped. */
async function* swapsInside(entries: readonly Raw[]) {
	for (const [index, bytes] of entries.entries()) {
		const parts = await takeApart(bytes);
		const whole: Value = { header: parts.header, payload: parts.payload };
		const places = leaves(whole).filter(({ path }) => path[1] !== 10);
		for (const [one, other] of pairs(places)) {
			if (!isOfOneKind(one.value, other.value)) continue;
			const bent = replaceAt(replaceAt(whole, one.path, other.value), other.path, one.value);
			if (!isMap(bent) || !Array.isArray(bent['header']) || bent['payload'] === undefined) continue;
			const changed = { ...parts, header: bent['header'], payload: bent['payload'] };
			yield {
				where: `${kindOf(parts)}: ${spelled(one.path)} and ${spelled(other.path)}`,
				kept: replaced(entries, index, putTogether(changed))
			};
		}
	}
}

function isOfOneKind(a: Value, b: Value): boolean {
	if (a instanceof Uint8Array && b instanceof Uint8Array)
		return a.length === b.length && !Buffer.from(a).equals(b);
	return !(a instanceof Uint8Array) && isOfOneType(a, b);
}

/** A client’s name stands beside that client’s vault or nowhere. */
function expectNamesAtHome(shown: unknown, honest: unknown): void {
	const names = (list: unknown) =>
		new Map((list as { vault: string; name: string }[]).map(({ vault, name }) => [vault, name]));
	const right = names(honest);
	for (const [vault, name] of names(shown))
		expect([right.get(vault), 'Name not readable']).toContain(name);
}

function at(value: Value, path: Path): Value {
	return path.reduce<Value>((inside, step) => {
		const next = (inside as Record<string | number, Value>)[step];
		if (next === undefined) throw new TypeError('no such place');
		return next;
	}, value);
}

const asMap = (value: Value): Record<string, Value> => (isMap(value) ? value : {});

/** The way to every object in an answer. */
function objectsOf(value: Value, path: Path = []): Path[] {
	if (Array.isArray(value))
		return value.flatMap((item, index) => objectsOf(item, [...path, index]));
	if (!isMap(value)) return [];
	return [path, ...Object.entries(value).flatMap(([key, item]) => objectsOf(item, [...path, key]))];
}

const fieldsOf = (answer: Value): Path[] =>
	objectsOf(answer).flatMap((path) =>
		Object.keys(asMap(at(answer, path))).map((key): Path => [...path, key])
	);

function without(value: Value, path: Path): Value {
	const parent = path.slice(0, -1);
	const { [String(path.at(-1))]: _, ...rest } = asMap(at(value, parent));
	return replaceAt(value, parent, rest);
}
