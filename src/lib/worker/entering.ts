/** Getting in: set-up, links, sign-in, recovery. Words and links wait here, in memory, between two steps of a form. */
import type { WordsEntropy } from '../../crypto/brands.ts';
import { wipe } from '../../crypto/bytes.ts';
import { CryptoError } from '../../crypto/errors.ts';
import { prfSalt } from '../../crypto/passkey.ts';
import { newWordsEntropy, randomBytes } from '../../crypto/random.ts';
import { recoveryKeys, signRecoveryChallenge } from '../../crypto/recovery.ts';
import { entropyFromWords, wordsFromEntropy } from '../../crypto/words.ts';
import { toWire } from '../../contract/wire.ts';
import { unlockWithPasskey, unlockWithRecovery, type WireAccount } from '../../vault/account.ts';
import type { Json } from '../../vault/api.ts';
import { foundFirm } from '../../vault/found-firm.ts';
import { joinAs } from '../../vault/join-as.ts';
import { prepareJoin } from '../../vault/join.ts';
import { withRebase } from '../../vault/log-source.ts';
import { openLink, type OpenLink } from '../../vault/open-link.ts';
import {
	forgetKit,
	kitView,
	openKit,
	prepareFirmRecovery,
	type OpenKit
} from '../../vault/recovery-kit.ts';
import { nameOf } from '../../vault/people.ts';
import { Refusal } from '../../vault/problems.ts';
import type { Keyholder } from './keyholder.ts';
import type { CeremonyAnswer, Core, NewPasskey } from './port.ts';

type Entering = Pick<
	Core,
	| 'status'
	| 'remembered'
	| 'terms'
	| 'makeKit'
	| 'setUp'
	| 'openLink'
	| 'makeRecoveryWords'
	| 'join'
	| 'joinAs'
	| 'signIn'
	| 'unlockWithWords'
	| 'recover'
	| 'openKit'
	| 'recoverFirm'
>;

/** Recovery words made for a form that is still open. */
export class PendingWords {
	#words: WordsEntropy | null = null;

	make(): string[] {
		this.#words = newWordsEntropy();
		return wordsFromEntropy(this.#words);
	}

	/** @throws Refusal `words-missing` */
	get words(): WordsEntropy {
		if (!this.#words) throw new Refusal('words-missing');
		return this.#words;
	}

	forget(): void {
		if (this.#words) wipe(this.#words);
		this.#words = null;
	}
}

export function entering(keyholder: Keyholder, pending: PendingWords, now: () => number): Entering {
	const { api, device } = keyholder;
	const kit = new PendingWords();
	let link: OpenLink | null = null;
	let fragment = '';
	let opened: OpenKit | null = null;
	/** Signed in, but with a passkey that cannot unlock. */
	let waiting: WireAccount | null = null;

	async function terms(purpose: 'register' | 'authenticate') {
		await keyholder.left;
		const [ceremony, salt] = await Promise.all([api.ceremony(purpose), prfSalt()]);
		return {
			ceremony: ceremony.id,
			challenge: ceremony.challenge,
			prfSalt: salt.slice(),
			userHandle: randomBytes(32)
		};
	}

	return {
		status: async () => ({ needsSetup: (await api.status()).needsSetup }),
		remembered: () => device.remembered(),
		terms,
		makeKit: () => Promise.resolve(kit.make()),
		async setUp({ token, passkey, ...firm }) {
			const { account, request } = await foundFirm(firm, kit.words, passkey, now());
			const answer = await api.setUp({ token, ...request, ...answersOf(passkey) });
			kit.forget();
			return keyholder.open(account, answer.account);
		},
		async openLink(text) {
			fragment = text;
			link = await openLink(api, text);
			const { capsule, firm } = link;
			return {
				kind: capsule.kind,
				firm: capsule.firm,
				vault: capsule.kind === 'client' ? capsule.vault : null,
				firmName: capsule.firmName,
				mark: capsule.mark,
				name: capsule.name,
				inviterName: nameOf(capsule.inviter, firm.state, null),
				expires: capsule.expires
			};
		},
		makeRecoveryWords: () => Promise.resolve(pending.make()),
		async join({ name, passkey, withRecovery }) {
			const words = withRecovery ? pending.words : null;
			return withRebase(
				async () => {
					const opened = (link ??= await openLink(api, fragment));
					const copy = { ...passkey, prf: passkey.prf?.slice() ?? null };
					const { account, request } = await prepareJoin(
						opened,
						{ name, passkey: copy, words },
						now()
					);
					const answer = await api.join(opened.keys.inviteId, {
						...request,
						...answersOf(passkey)
					});
					pending.forget();
					if (passkey.prf) wipe(passkey.prf);
					link = null;
					return keyholder.open(account, answer.account);
				},
				async () => {
					link = await openLink(api, fragment);
				}
			);
		},
		async joinAs() {
			if (!link) throw new Refusal('link-mangled');
			const vault = await joinAs(api, keyholder.session, fragment, link, now);
			link = null;
			fragment = '';
			return { me: await keyholder.me(), vault };
		},
		async signIn({ assertion, credential, prf }) {
			const { account } = await api.signIn(asJson(assertion));
			if (!prf) {
				waiting = account;
				return { state: 'needs-words' };
			}
			const opened = await unlockWithPasskey(account, { credential, prf });
			return { state: 'unlocked', me: await keyholder.open(opened, account) };
		},
		async unlockWithWords(text) {
			if (!waiting) throw new Refusal('locked');
			const opened = await unlockWithRecovery(waiting, entropyOf(text));
			const me = await keyholder.open(opened, waiting);
			waiting = null;
			return me;
		},
		async recover(text) {
			const entropy = entropyOf(text);
			await keyholder.left;
			const { recoveryId, signIn } = await recoveryKeys(entropy);
			const { id, challenge } = await api.recoveryChallenge(recoveryId);
			const { account } = await api.recoverySignIn({
				ceremony: id,
				recoveryId,
				signature: toWire(signRecoveryChallenge(signIn, challenge))
			});
			return keyholder.open(await unlockWithRecovery(account, entropy), account);
		},
		async openKit(text) {
			if (opened) forgetKit(opened);
			opened = null;
			opened = await openKit(api, entropyOf(text));
			return kitView(opened);
		},
		async recoverFirm({ name, passkey }) {
			const used = opened;
			if (!used) throw new Refusal('locked');
			const { words } = pending;
			return withRebase(
				async () => {
					const copy = { ...passkey, prf: passkey.prf?.slice() ?? null };
					const input = { name, passkey: copy, words };
					const { account, request } = await prepareFirmRecovery(used, input, now());
					const answer = await api.kitRecover({ ...request, ...answersOf(passkey) });
					pending.forget();
					forgetKit(used);
					opened = null;
					if (passkey.prf) wipe(passkey.prf);
					return keyholder.open(account, answer.account);
				},
				() => used.firm.sync()
			);
		}
	};
}

/** A ceremony's answer is plain JSON by construction; the server parses it strictly. */
export const asJson = ({ ceremony, response }: CeremonyAnswer): Json => ({
	ceremony,
	response: response as Json
});

export const answersOf = ({ registration, assertion }: NewPasskey) => ({
	registration: asJson(registration),
	assertion: asJson(assertion)
});

function entropyOf(text: string): WordsEntropy {
	try {
		return entropyFromWords(text);
	} catch (error) {
		if (error instanceof CryptoError) throw new Refusal('words-wrong');
		throw error;
	}
}
