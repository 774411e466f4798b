/**
 * What a certificate says, in each language. **These words never change**, nor does a language go: a certificate is checked by
 * making its page again, so one that was saved years ago is right only while the same words come out (certificate.test.ts).
 */
import type { Language } from '../contract/language.ts';

/** How those who were asked answered: with a passkey, on paper that was scanned, or some so and some so. */
export type Answers = 'passkeys' | 'paper' | 'both';
type Of<T> = Readonly<Record<Answers, T>>;

export interface CertificateWords {
	readonly title: string;
	readonly about: Of<(firm: string) => string>;
	readonly document: string;
	readonly size: (bytes: string) => string;
	readonly approved: Of<string>;
	readonly asked: (asker: string, firm: string, time: string, entry: number) => string;
	readonly by: Of<(signers: number) => string>;
	readonly signed: (time: string, entry: number) => string;
	readonly identity: string;
	readonly passkey: (origin: string) => string;
	readonly entry: string;
	readonly shows: string;
	readonly worth: Of<readonly string[]>;
	readonly paper: PaperWords;
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
	readonly fileName: Of<(document: string) => string>;
	/** The page's language as PDF has it; English pages from before there were others do not state it. */
	readonly lang: string | null;
}

/** Of an answer on paper. */
interface PaperWords {
	readonly signed: string;
	readonly scan: (name: string, bytes: string) => string;
	readonly kept: string;
	/** `by`: null is the signer. */
	readonly added: (by: string | null, firm: string, time: string, entry: number) => string;
	readonly accepted: (by: string, firm: string, time: string, entry: number) => string;
	readonly compare: string;
}

const TWICE =
	'was signed twice over this document, these words, this person and this time: by the person’s identity key, and by a passkey that checked its user (face, fingerprint or PIN) at that moment.';
const KNOWN =
	'The name is the one by which the firm knows the person. Who holds the keys is for the firm to know;';
const NO_ADVICE =
	'It is a record, and not legal advice: docs/approvals.md of Tallyport says what it is and is not in law.';
const ON_PAPER =
	'Of an answer on paper this page proves which file was added as the scan, by whose keys, and by whose keys it was accepted for the firm. It does not show who held the pen, nor what was on the paper, nor that anybody had sole control of a device: for that, look at the scan, and keep the paper.';

const english: CertificateWords = {
	title: 'Certificate of approval',
	about: {
		passkeys: (firm) =>
			`${firm} asked for approval of a document, and everybody who was asked approved it.`,
		paper: (firm) =>
			`${firm} asked for approval of a document, and everybody who was asked signed on paper, as the firm says. Nobody signed it digitally: there is a scan, which the firm accepted.`,
		both: (firm) =>
			`${firm} asked for approval of a document, and everybody who was asked answered: some with a passkey, and others on paper, of which there is a scan that the firm accepted.`
	},
	document: 'The document',
	size: (bytes) => `${bytes} bytes, SHA-256:`,
	approved: {
		passkeys: 'What was approved',
		paper: 'What approval was asked for',
		both: 'What was approved'
	},
	asked: (asker, firm, time, entry) =>
		`Asked by ${asker} for ${firm}, ${time}, entry ${entry} of the client’s log.`,
	by: {
		passkeys: (signers) => (signers === 1 ? 'Approved by' : 'Approved by all of'),
		paper: () => 'Signed on paper by',
		both: () => 'Approved, or signed on paper, by all of'
	},
	signed: (time, entry) =>
		`${time}, as the person’s own device stated it; entry ${entry} of the client’s log.`,
	identity: 'Identity key, as its owner can read it out under Your account:',
	passkey: (origin) => `Passkey used at ${origin}, SHA-256 of its public key:`,
	entry: 'Entry:',
	shows: 'What this shows',
	worth: {
		passkeys: [
			`Each approval ${TWICE}`,
			`${KNOWN} this page proves that the same holder signed. ${NO_ADVICE}`
		],
		paper: [ON_PAPER, `${KNOWN} this page proves that the same holder acted. ${NO_ADVICE}`],
		both: [
			`Each approval with a passkey ${TWICE}`,
			ON_PAPER,
			`${KNOWN} this page proves that the same holder acted. ${NO_ADVICE}`
		]
	},
	paper: {
		signed: 'Signed on paper, as the firm says. This is not a digital signature of this person.',
		scan: (name, bytes) => `Scan: ${name}, ${bytes} bytes, SHA-256:`,
		kept: 'Kept in the client’s log by entry:',
		added: (by, firm, time, entry) =>
			`Scan added by ${by === null ? 'this person, signed in' : `${by} for ${firm}`}, ${time}, entry ${entry}. Identity key, entry:`,
		accepted: (by, firm, time, entry) =>
			`Scan accepted by ${by} for ${firm}, ${time}, entry ${entry}. Identity key, entry:`,
		compare:
			'Whoever has a scan compares its SHA-256 with the one above. The command says that an answer was on paper, and does not call it approved.'
	},
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
	fileName: {
		passkeys: (document) => `${document} (approved).pdf`,
		paper: (document) => `${document} (signed on paper).pdf`,
		both: (document) => `${document} (signed on paper).pdf`
	},
	lang: null
};

const TWICE_ES =
	'se firmó dos veces sobre este documento, estas palabras, esta persona y este momento: con la clave de identidad de la persona, y con una clave de acceso que en ese instante comprobó quién la usaba (rostro, huella dactilar o PIN).';
const KNOWN_ES =
	'El nombre es aquel con el que el despacho conoce a la persona. Quién tiene las claves lo ha de saber el despacho;';
const NO_ADVICE_ES =
	'Es un registro y no asesoramiento jurídico: docs/approvals.md de Tallyport dice qué es y qué no es ante la ley.';
const ON_PAPER_ES =
	'De una respuesta en papel, esta página demuestra qué archivo se añadió como copia escaneada, con las claves de quién, y con las claves de quién se aceptó en nombre del despacho. No demuestra quién sostuvo el bolígrafo, ni qué decía el papel, ni que nadie controlara en exclusiva un dispositivo: para eso, mire la copia escaneada y conserve el papel.';

const spanish: CertificateWords = {
	title: 'Certificado de aprobación',
	about: {
		passkeys: (firm) =>
			`${firm} pidió la aprobación de un documento, y todas las personas a las que se pidió lo aprobaron.`,
		paper: (firm) =>
			`${firm} pidió la aprobación de un documento, y todas las personas a las que se pidió firmaron en papel, según dice el despacho. Nadie lo firmó digitalmente: hay una copia escaneada, que el despacho aceptó.`,
		both: (firm) =>
			`${firm} pidió la aprobación de un documento, y todas las personas a las que se pidió respondieron: unas con una clave de acceso y otras en papel, de lo que hay una copia escaneada que el despacho aceptó.`
	},
	document: 'El documento',
	size: (bytes) => `${bytes} bytes, SHA-256:`,
	approved: {
		passkeys: 'Lo que se aprobó',
		paper: 'Lo que se pidió aprobar',
		both: 'Lo que se aprobó'
	},
	asked: (asker, firm, time, entry) =>
		`Solicitado por ${asker} para ${firm}, ${time}, entrada ${entry} del registro del cliente.`,
	by: {
		passkeys: (signers) => (signers === 1 ? 'Aprobado por' : 'Aprobado por todas estas personas'),
		paper: () => 'Firmado en papel por',
		both: () => 'Aprobado, o firmado en papel, por todas estas personas'
	},
	signed: (time, entry) =>
		`${time}, según indicó el propio dispositivo de la persona; entrada ${entry} del registro del cliente.`,
	identity: 'Clave de identidad, como su dueño puede leerla en Mi cuenta:',
	passkey: (origin) => `Clave de acceso usada en ${origin}, SHA-256 de su clave pública:`,
	entry: 'Entrada:',
	shows: 'Qué demuestra esto',
	worth: {
		passkeys: [
			`Cada aprobación ${TWICE_ES}`,
			`${KNOWN_ES} esta página demuestra que firmó quien las tiene. ${NO_ADVICE_ES}`
		],
		paper: [
			ON_PAPER_ES,
			`${KNOWN_ES} esta página demuestra que actuó quien las tiene. ${NO_ADVICE_ES}`
		],
		both: [
			`Cada aprobación con una clave de acceso ${TWICE_ES}`,
			ON_PAPER_ES,
			`${KNOWN_ES} esta página demuestra que actuó quien las tiene. ${NO_ADVICE_ES}`
		]
	},
	paper: {
		signed: 'Firmado en papel, según dice el despacho. No es una firma digital de esta persona.',
		scan: (name, bytes) => `Copia escaneada: ${name}, ${bytes} bytes, SHA-256:`,
		kept: 'Guardada en el registro del cliente por la entrada:',
		added: (by, firm, time, entry) =>
			`Copia añadida por ${by === null ? 'esta persona, con su sesión iniciada' : `${by} para ${firm}`}, ${time}, entrada ${entry}. Clave de identidad, entrada:`,
		accepted: (by, firm, time, entry) =>
			`Copia aceptada por ${by} para ${firm}, ${time}, entrada ${entry}. Clave de identidad, entrada:`,
		compare:
			'Quien tenga una copia escaneada compara su SHA-256 con el de arriba. El programa dice que una respuesta fue en papel, y no la llama aprobada.'
	},
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
	fileName: {
		passkeys: (document) => `${document} (aprobado).pdf`,
		paper: (document) => `${document} (firmado en papel).pdf`,
		both: (document) => `${document} (firmado en papel).pdf`
	},
	lang: 'es'
};

export const certificateWords: Readonly<Record<Language, CertificateWords>> = {
	en: english,
	es: spanish
};
