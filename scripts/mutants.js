/**
 * What is mutated together and which tests are asked (stryker.config.mjs, vitest.mutants.config.ts). Each file is
 * judged by the tests beside it, which name what it promises; that is stricter than asking every test there is, and
 * a hundred times faster. Plain JavaScript, because Stryker's and vitest's configuration both read it.
 */
import { existsSync } from 'node:fs';

/** @typedef {{ mutate: string[], tests: string[] }} Group */

/** Of a file and its test, which exists for most. @type {(folder: string, names: string[], more: string[]) => Group} */
const withOwnTests = (folder, names, more = []) => ({
	mutate: names.map((name) => `${folder}/${name}.ts`),
	tests: [...names, ...more]
		.map((name) => `${folder}/${name}.test.ts`)
		.filter((path) => existsSync(new URL(`../${path}`, import.meta.url)))
});
const ofCrypto = (/** @type {string[]} */ names, /** @type {string[]} */ more = []) =>
	withOwnTests('src/crypto', names, more);
/** @type {(names: string[], more: string[]) => Group} */
function ofFolds(names, more) {
	const { mutate, tests } = withOwnTests('src/vault', names, more);
	return { mutate, tests: [...tests, 'tests/deep/folds.test.ts'] };
}

/** @type {Record<string, Group>} */
export const groups = {
	bytes: ofCrypto(['bytes', 'base64url', 'errors', 'hash', 'ids', 'keys', 'random', 'hkdf']),
	encoding: ofCrypto(['encoding', 'padding', 'spoken', 'words']),
	sodium: ofCrypto(['sodium', 'hpke', 'sign'], ['seal']),
	context: ofCrypto(['context', 'derive', 'seal', 'wrap']),
	accounts: ofCrypto(['account', 'identity', 'passkey', 'recovery']),
	approvals: ofCrypto(['approval', 'assertion', 'passkey-key']),
	secrets: ofCrypto(['link', 'team', 'epoch', 'drop', 'notes']),
	device: ofCrypto(['uploads', 'kept-logs', 'saved-replies', 'firm-templates']),
	entries: ofCrypto(['entry', 'entry-header', 'opening']),
	'age-header': ofCrypto(['age/base64', 'age/header', 'age/identity-text'], ['age/cctv']),
	'age-plan': ofCrypto(['age/padme', 'age/plan', 'age/sizes', 'age/stream', 'age/cipher']),
	'age-file': ofCrypto(['age/file']),
	'fold-firm': ofFolds(
		['fold-firm', 'team-epochs', 'joining'],
		['join', 'leaving', 'firm-templates']
	),
	'fold-vault': ofFolds(
		['fold-vault', 'fold-readers'],
		[
			'fold-contents',
			'fold-filing',
			'fold-drops',
			'fold-messages',
			'fold-approval',
			'fold-paper',
			'fold-requests',
			'fold-stages',
			'join'
		]
	),
	'fold-contents': ofFolds(['fold-contents'], ['fold-filing', 'fold-versions']),
	'fold-filing': ofFolds(['fold-filing', 'fold-versions', 'versions'], ['fold-contents']),
	'fold-approval': ofFolds(['fold-approval'], ['fold-paper']),
	'fold-paper': ofFolds(['fold-paper'], ['fold-approval']),
	'fold-drops': ofFolds(['fold-drops'], []),
	'fold-messages': ofFolds(['fold-messages'], []),
	'fold-requests': ofFolds(['fold-requests'], ['fold-versions']),
	'fold-stages': ofFolds(['fold-stages'], []),
	'fold-templates': ofFolds(['fold-templates'], ['firm-templates']),
	'saved-replies': {
		mutate: ['src/vault/saved-replies.ts'],
		tests: ['src/vault/saved-replies.test.ts', 'tests/claims/replies.test.ts']
	},
	'fold-rules': ofFolds(
		['verdict', 'firm-state', 'log-entry'],
		['fold-firm', 'fold-vault', 'join']
	),
	recipients: {
		mutate: ['src/vault/recipients.ts', 'src/contract/recipients.ts'],
		tests: [
			'src/contract/recipients.test.ts',
			...['recipients', 'fold-vault', 'fold-readers'].map((name) => `src/vault/${name}.test.ts`)
		]
	}
};

/** The group that TALLYPORT_MUTATE names, or the first: tools load the configuration without mutating anything. */
export function chosenGroup() {
	const name = process.env['TALLYPORT_MUTATE'] ?? 'bytes';
	const group = groups[name];
	if (!group) throw new Error(`TALLYPORT_MUTATE is one of ${Object.keys(groups).join(', ')}`);
	return { name, ...group };
}
