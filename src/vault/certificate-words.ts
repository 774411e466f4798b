/**
 * What a certificate says, in each language. **These words never change**, nor does a language go: a certificate is checked by
 * making its page again, so one that was saved years ago is right only while the same words come out (certificate.test.ts).
 */
import type { Language } from '../contract/language.ts';

export interface CertificateWords {
	readonly title: string;
	readonly about: (firm: string) => string;
	readonly document: string;
	readonly size: (bytes: string) => string;
	readonly approved: string;
	readonly asked: (asker: string, firm: string, time: string, entry: number) => string;
	readonly by: (signers: number) => string;
	readonly signed: (time: string, entry: number) => string;
	readonly identity: string;
	readonly passkey: (origin: string) => string;
	readonly entry: string;
	readonly shows: string;
	readonly worth: readonly string[];
	readonly unprinted: string;
	readonly check: string;
	readonly checking: string;
	readonly command: string;
	readonly checked: string;
	readonly logs: string;
	readonly record: string;
	readonly page: (page: number, of: number) => string;
	/** Between thousands. Written out: what `Intl` knows differs from one program to the next. */
	readonly thousands: string;
	/** At the end of the document's name. */
	readonly fileName: (document: string) => string;
	/** The page's language as PDF has it; English pages from before there were others do not state it. */
	readonly lang: string | null;
}

const english: CertificateWords = {
	title: 'Certificate of approval',
	about: (firm) =>
		`${firm} asked for approval of a document, and everybody who was asked approved it.`,
	document: 'The document',
	size: (bytes) => `${bytes} bytes, SHA-256:`,
	approved: 'What was approved',
	asked: (asker, firm, time, entry) =>
		`Asked by ${asker} for ${firm}, ${time}, entry ${entry} of the client’s log.`,
	by: (signers) => (signers === 1 ? 'Approved by' : 'Approved by all of'),
	signed: (time, entry) =>
		`${time}, as the person’s own device stated it; entry ${entry} of the client’s log.`,
	identity: 'Identity key, as its owner can read it out under Your account:',
	passkey: (origin) => `Passkey used at ${origin}, SHA-256 of its public key:`,
	entry: 'Entry:',
	shows: 'What this shows',
	worth: [
		'Each approval was signed twice over this document, these words, this person and this time: by the person’s identity key, and by a passkey that checked its user (face, fingerprint or PIN) at that moment.',
		'The name is the one by which the firm knows the person. Who holds the keys is for the firm to know; this page proves that the same holder signed. It is a record, and not legal advice: docs/approvals.md of Tallyport says what it is and is not in law.'
	],
	unprinted:
		'Characters that this page cannot print are shown as numbers, such as \\u{141}. The attached record has all words as they were signed.',
	check: 'How to check it',
	checking: 'With the document, this file and the free program Tallyport, without any portal:',
	command: 'tallyport verify-approval <document> <this file>',
	checked:
		'It reads the record attached to this page, checks every signature from the firm’s first entry on, compares the document and every byte of this page, and names the firm. Compare the firm’s fingerprint with one that the firm printed or read out:',
	logs: 'Firm, and client’s log:',
	record: 'The signed entries that prove this approval',
	page: (page, of) => `Page ${page} of ${of}`,
	thousands: ',',
	fileName: (document) => `${document} (approved).pdf`,
	lang: null
};

const spanish: CertificateWords = {
	title: 'Certificado de aprobación',
	about: (firm) =>
		`${firm} pidió la aprobación de un documento, y todas las personas a las que se pidió lo aprobaron.`,
	document: 'El documento',
	size: (bytes) => `${bytes} bytes, SHA-256:`,
	approved: 'Lo que se aprobó',
	asked: (asker, firm, time, entry) =>
		`Solicitado por ${asker} para ${firm}, ${time}, entrada ${entry} del registro del cliente.`,
	by: (signers) => (signers === 1 ? 'Aprobado por' : 'Aprobado por todas estas personas'),
	signed: (time, entry) =>
		`${time}, según indicó el propio dispositivo de la persona; entrada ${entry} del registro del cliente.`,
	identity: 'Clave de identidad, como su dueño puede leerla en Mi cuenta:',
	passkey: (origin) => `Clave de acceso usada en ${origin}, SHA-256 de su clave pública:`,
	entry: 'Entrada:',
	shows: 'Qué demuestra esto',
	worth: [
		'Cada aprobación se firmó dos veces sobre este documento, estas palabras, esta persona y este momento: con la clave de identidad de la persona, y con una clave de acceso que en ese instante comprobó quién la usaba (rostro, huella dactilar o PIN).',
		'El nombre es aquel con el que el despacho conoce a la persona. Quién tiene las claves lo ha de saber el despacho; esta página demuestra que firmó quien las tiene. Es un registro y no asesoramiento jurídico: docs/approvals.md de Tallyport dice qué es y qué no es ante la ley.'
	],
	unprinted:
		'Los caracteres que esta página no puede imprimir se muestran como números, por ejemplo \\u{141}. El registro adjunto contiene todas las palabras tal como se firmaron.',
	check: 'Cómo comprobarlo',
	checking: 'Con el documento, este archivo y el programa gratuito Tallyport, sin ningún portal:',
	command: 'tallyport verify-approval <documento> <este archivo>',
	checked:
		'Lee el registro adjunto a esta página, comprueba todas las firmas desde la primera entrada del despacho, compara el documento y cada byte de esta página, y nombra el despacho. Compare la huella del despacho con una que el despacho haya impreso o leído en voz alta:',
	logs: 'Despacho y registro del cliente:',
	record: 'Las entradas firmadas que demuestran esta aprobación',
	page: (page, of) => `Página ${page} de ${of}`,
	thousands: '.',
	fileName: (document) => `${document} (aprobado).pdf`,
	lang: 'es'
};

export const certificateWords: Readonly<Record<Language, CertificateWords>> = {
	en: english,
	es: spanish
};
