/** The sentences of docs/attacks.md that are not made from the table. */
export const preface = [
	'# The attacker runs the server',
	'',
	'Here the real client faces a server that lies. Each row is an attack, what it needs, who published it first, and how it',
	'must end. The tests are in `tests/evil-server`, named by the ids below. **fast**: the client’s own modules in Node against',
	'the real server behind lies (`npm test`; all cases with `npm run test:deep`). **browser**: the built pages in Chromium behind',
	'a proxy that lies. This page is made from the table the tests run (`tests/evil-server/attacks.ts`); a test compares them.',
	'',
	'An attack has failed only if all of this holds:',
	'',
	'- the person is shown the stated refusal, and no name or byte of a document that was not verified;',
	'- after the lie was noticed nothing is signed, wrapped or uploaded to what lied; a fork of the firm’s log closes every vault;',
	'- the server learns nothing from how it was refused: no request says which check failed;',
	'- where an honest server could not have caused it, the whole page shows a warning that says what to do, with a record to save.',
	'',
	'**The record** (`src/vault/evidence.ts`) says when, by this device’s clock; what was being read, by its ids; the heads known',
	'before; the entries that were shown, with their signed headers and signatures; and the hashes of what came in place of what was',
	'promised. It holds no key, no name and nothing that was decrypted.'
];

export const remains = [
	'## What cannot be prevented',
	'',
	'| the server can | who notices, and when |',
	'|---|---|',
	'| refuse, delay, answer slowly, or cut the connection | the person, at once; nothing acknowledged is lost |',
	'| delete a file’s bytes | whoever opens it: `file-damaged` or `not-found`, with the entry still naming who sent it |',
	'| cut back or fork a log | every device that saw more, and every other device of that person by the account’s record: `log-rolled-back` (14a, 14b) |',
	'| freeze the firm’s log for one person | that person, with the first entry they see whose author saw more: `log-forked` (14d) |',
	'| freeze a vault’s log on a known device | nobody until the person writes (then `head-moved`) or compares with somebody else |',
	'| show a brand-new device an old account record with old logs that fit it | nobody on that device until it is shown anything newer (14e) |',
	'| keep a join or an entry in a history of its own for one person | that person’s other devices and everybody else, as soon as one history has to take in an entry of the other |',
	'| leave clients out of the list, show an older name or wrong counts in it, also by saying that nothing moved | whoever opens the vault: there the signed log counts. The list is the server’s hint |',
	'| list passkeys or devices that do not exist, or leave real ones out | nobody; they are given no key, and leaving them out takes none away |',
	'| say that no recovery code exists, or that one does | the person, when they make or use one |',
	'| withhold an unlock method, so that somebody cannot get in | the person, at once |',
	'| say that the portal needs setting up | the person: their passkey and link still name the firm |',
	'| push its own entries to the end of a log, so that later ones no longer fit | everybody: they are shown as rejected, with a warning |',
	'| let a link be used after it expired, by a joiner who colludes | the date of the join is the joiner’s word; a withdrawn link is closed by its entry |',
	'| hide from a client, with somebody who left, that they left: what is written meanwhile goes to the old key | the client, with the first entry of somebody who knows: `log-forked` (11e) |',
	'| have an owner wrap a team’s key, where the recovery kit should get it, to another key | nobody until the kit is used: while that key is the newest, the portal gives its user nothing from before. Nobody else loses anything, and the next key is the kit’s again (10c) |',
	'| watch padded sizes, times, and who belongs to which vault | nobody; see SECURITY.md |'
];
