/** What a sender's receipt says, in each language. Its first line and its last two are the same in all: programs look for them. */
import type { Language } from '../contract/language.ts';

export interface ReceiptWords {
	readonly to: string;
	readonly fingerprint: string;
	readonly from: string;
	readonly link: string;
	readonly delivery: string;
	readonly made: string;
	readonly file: (nth: number) => string;
	readonly bytes: string;
	readonly sent: (time: string) => string;
	readonly received: (time: string) => string;
	readonly hash: string;
	readonly stored: string;
	readonly meaning: readonly string[];
	readonly fileName: (day: string) => string;
}

const english: ReceiptWords = {
	to: 'To',
	fingerprint: 'Firm fingerprint',
	from: 'From, as typed',
	link: 'Link',
	delivery: 'Delivery',
	made: 'Made',
	file: (nth) => `File ${nth}`,
	bytes: 'Bytes',
	sent: (time) => `Sealed and sent: ${time} (the clock of the sender’s device)`,
	received: (time) => `All of it received: ${time} (the clock of the portal)`,
	hash: 'SHA-256 over the encrypted parts',
	stored: 'Stored as',
	meaning: [
		'What this shows: a browser that had the link made this list, and it was not changed since; the portal',
		'answered that it had received these encrypted files. The firm can compare the hashes with what came in.',
		'What it does not show: who sent the files, since everybody who has the link could sign this; that the times',
		'are right; or that anybody at the firm has opened the files. Ask the firm to confirm what matters.'
	],
	fileName: (day) => `Receipt ${day}.txt`
};

const spanish: ReceiptWords = {
	to: 'Para',
	fingerprint: 'Huella del despacho',
	from: 'De, tal como se escribió',
	link: 'Enlace',
	delivery: 'Envío',
	made: 'Hecho',
	file: (nth) => `Archivo ${nth}`,
	bytes: 'Bytes',
	sent: (time) => `Cifrado y enviado: ${time} (reloj del dispositivo de quien envía)`,
	received: (time) => `Recibido por completo: ${time} (reloj del portal)`,
	hash: 'SHA-256 de las partes cifradas',
	stored: 'Guardado como',
	meaning: [
		'Qué demuestra esto: un navegador que tenía el enlace hizo esta lista, y no se ha cambiado desde entonces;',
		'el portal respondió que había recibido estos archivos cifrados. El despacho puede comparar los valores',
		'SHA-256 con lo que llegó. Qué no demuestra: quién envió los archivos, porque cualquiera que tenga el enlace',
		'podría firmar esto; que las horas sean correctas; ni que alguien del despacho haya abierto los archivos.',
		'Pida al despacho que confirme lo que importe.'
	],
	fileName: (day) => `Comprobante ${day}.txt`
};

export const receiptWords: Readonly<Record<Language, ReceiptWords>> = { en: english, es: spanish };
