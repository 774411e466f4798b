/**
 * What a sender can keep: a small text that says what was sent, signed with the link. It says itself what that proves,
 * which is not much: everybody who has the link could have signed it, and the times are those of two clocks.
 */
import { toWire } from '../contract/wire.ts';
import { toHex, utf8 } from '../crypto/bytes.ts';
import { signReceipt } from '../crypto/drop.ts';
import type { DropSender } from './drop-sending.ts';
import { fingerprintOf } from './people.ts';

const iso = (time: number): string => new Date(time).toISOString();
/** A name is on one line, whatever is in it. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');

/** Null while nothing has arrived. */
export async function dropReceipt(
	{ keys, capsule, progress }: DropSender,
	made: number
): Promise<{ name: string; content: Blob } | null> {
	const { delivery, files, sender } = progress.current;
	const arrived = files.filter(({ receivedAt }) => receivedAt !== null);
	if (arrived.length === 0) return null;
	const text = [
		'tallyport/1 drop receipt',
		'',
		`To: ${oneLine(capsule.firmName)}`,
		`Firm fingerprint: ${await fingerprintOf(capsule.firm)}`,
		...(sender === '' ? [] : [`From, as typed: ${oneLine(sender)}`]),
		`Link: ${keys.drop}`,
		`Delivery: ${delivery}`,
		`Made: ${iso(made)}`,
		'',
		...arrived.flatMap((file, at) => [
			`File ${String(at + 1)}: ${oneLine(file.name)}`,
			`  Bytes: ${String(file.size)}`,
			`  Sealed and sent: ${iso(file.sentAt)} (the clock of the sender’s device)`,
			`  All of it received: ${iso(file.receivedAt ?? 0)} (the clock of the portal)`,
			`  SHA-256 over the encrypted parts: ${toHex(file.content)}`,
			`  Stored as: ${file.blob}`
		]),
		'',
		...meaning,
		''
	].join('\n');
	const signature = await signReceipt(keys.signing, keys.drop, utf8(text.toWellFormed()));
	const signed = `${text}Link key: ${toWire(keys.signing.publicKey)}\nSignature: ${toWire(signature)}\n`;
	const day = iso(made).slice(0, 10);
	return {
		name: `Receipt ${day}.txt`,
		content: new Blob([signed], { type: 'text/plain' })
	};
}

const meaning = [
	'What this shows: a browser that had the link made this list, and it was not changed since; the portal',
	'answered that it had received these encrypted files. The firm can compare the hashes with what came in.',
	'What it does not show: who sent the files, since everybody who has the link could sign this; that the times',
	'are right; or that anybody at the firm has opened the files. Ask the firm to confirm what matters.'
];
