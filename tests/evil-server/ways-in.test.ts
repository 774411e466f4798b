import { afterAll, beforeAll, describe, expect } from 'vitest';
import { prfSalt, parsePrfOutput, passkeyUnlockKey } from '../../src/crypto/passkey.ts';
import { findTraces } from '../e2e/fixtures/traces.ts';
import { elsewhere, Person } from '../claims/people.ts';
import { attack, expectRefused, face, textOf } from './evil.ts';
import { answering } from './lies.ts';
import { accountOf, setStage, type Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
	stage = await setStage();
});
afterAll(() => stage.portal.close());

/** Asks for the terms of a ceremony from a server that adds to its answer. */
async function termsWith(more: object) {
	const person = new Person(stage.portal);
	const lie = answering(/\/ceremonies$/u, (answer) => ({ ...(answer as object), ...more }));
	return face(person, lie, () => person.core.terms('authenticate'));
}

describe('ways in', () => {
	attack('20a', async () => {
		const { ana } = stage;
		await ana.core.lock();
		await ana.enter();
		const key = await passkeyUnlockKey(parsePrfOutput(ana.prf.slice()));
		const sent = ana.sent.map(({ method, path, body }) => ({
			place: `${method} ${path}`,
			bytes: Buffer.from(`${method} ${path} ${textOf(body)}`)
		}));
		for (const secret of [ana.prf, key]) expect(findTraces(secret, sent)).toEqual([]);
		expect(sent.some(({ place }) => place.endsWith('/sign-in'))).toBe(true);
	});

	attack('21a', async (named) => {
		for (const more of [{ rpId: 'example.com' }, { rp: { id: 'example' } }, { origins: ['*'] }])
			expectRefused(named, await termsWith(more));
	});

	attack('22a', async (named) => {
		const salt = Buffer.alloc(32, 7).toString('base64url');
		for (const more of [{ prfSalt: salt }, { salt }, { extensions: { prf: { eval: salt } } }])
			expectRefused(named, await termsWith(more));
		const person = new Person(stage.portal);
		const [one, other] = [await person.core.terms('register'), await person.core.terms('register')];
		expect(one.prfSalt).toEqual(await prfSalt());
		expect(other.prfSalt).toEqual(one.prfSalt);
		expect(other.userHandle).not.toEqual(one.userHandle);
	});

	attack('23a', async (named) => {
		const id = 'A'.repeat(43);
		for (const more of [{ allowCredentials: [{ id }] }, { excludeCredentials: [{ id }] }])
			expectRefused(named, await termsWith(more));
	});

	attack('23b', async (named) => {
		// A passkey that the portal made up, beside the real one: listed, and given nothing.
		const there = elsewhere(stage.portal, stage.owner);
		await there.enter();
		const account = await accountOf(there);
		const [mine] = account.passkeys;
		const ghost = { ...mine, credential: 'B'.repeat(43) };
		const lie = answering(/\/account$/u, () => ({
			...account,
			passkeys: [...account.passkeys, ghost]
		}));
		const faced = await face(there, lie, () => there.core.passkeys());
		expect(named.ends).toContain('no effect');
		expect(faced.value?.length).toBe(2);
		expect(faced.writes).toEqual([]);
	});
});
