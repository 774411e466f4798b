/**
 * What a sender can keep: a small text that says what was sent, signed with the link. It says itself what that proves,
 * which is not much: everybody who has the link could have signed it, and the times are those of two clocks.
 */
import type { Language } from '../contract/language.ts';
import { toWire } from '../contract/wire.ts';
import { toHex, utf8 } from '../crypto/bytes.ts';
import { signReceipt } from '../crypto/drop.ts';
import type { DropSender } from './drop-sending.ts';
import { receiptWords } from './drop-receipt-words.ts';
import { fingerprintOf } from './people.ts';

const iso = (time: number): string => new Date(time).toISOString();
/** A name is on one line, whatever is in it. */
const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' ');

/** Null while nothing has arrived. */
export async function dropReceipt(
	{ keys, capsule, progress }: DropSender,
	made: number,
	language: Language
): Promise<{ name: string; content: Blob } | null> {
	const { delivery, files, sender } = progress.current;
	const arrived = files.filter(({ receivedAt }) => receivedAt !== null);
	if (arrived.length === 0) return null;
	const words = receiptWords[language];
	const text = [
		'tallyport/1 drop receipt',
		'',
		`${words.to}: ${oneLine(capsule.firmName)}`,
		`${words.fingerprint}: ${await fingerprintOf(capsule.firm)}`,
		...(sender === '' ? [] : [`${words.from}: ${oneLine(sender)}`]),
		`${words.link}: ${keys.drop}`,
		`${words.delivery}: ${delivery}`,
		`${words.made}: ${iso(made)}`,
		'',
		...arrived.flatMap((file, at) => [
			`${words.file(at + 1)}: ${oneLine(file.name)}`,
			`  ${words.bytes}: ${String(file.size)}`,
			`  ${words.sent(iso(file.sentAt))}`,
			`  ${words.received(iso(file.receivedAt ?? 0))}`,
			`  ${words.hash}: ${toHex(file.content)}`,
			`  ${words.stored}: ${file.blob}`
		]),
		'',
		...words.meaning,
		''
	].join('\n');
	const signature = await signReceipt(keys.signing, keys.drop, utf8(text.toWellFormed()));
	const signed = `${text}Link key: ${toWire(keys.signing.publicKey)}\nSignature: ${toWire(signature)}\n`;
	const day = iso(made).slice(0, 10);
	return {
		name: words.fileName(day),
		content: new Blob([signed], { type: 'text/plain' })
	};
}
