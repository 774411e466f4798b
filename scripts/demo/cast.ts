/**
 * Who the demo is about: a firm of three and its clients, with names as they come in real life: long ones, ones with accents
 * or in other scripts, companies and trusts. All of them are made up.
 */

export const FIRM_NAME = 'Harbor & Finch';
export const STAFF = ['Priya Raman', 'Tomasz Wójcik', 'Aoife Byrne'] as const;
/** Where a client's year stands, in this firm's words. */
export const STAGES = [
	'Waiting for your documents',
	'We prepare your return',
	'A colleague checks it',
	'Ready for you to approve',
	'Filed'
] as const;
export type StageName = (typeof STAGES)[number];
export const FIRM_WELCOME =
	'Welcome to Harbor & Finch. Everything you send here is encrypted before it leaves your device, and only we can open it.\nQuestions? Write to us here, or call 555 0117 on weekdays from 9 to 5.';
export type Preparer = 0 | 1 | 2;

/** The checklists of src/lib/core/templates/neutral.ts. */
export type Kind =
	'Individual' | 'Couple' | 'Sole trader' | 'Company' | 'Trust' | 'Bookkeeping month';

/**
 * How far it has come: 'listed' is a name and nothing more; 'invited' has a link that waits; 'asked' joined and sent nothing;
 * 'sending' has sent some of it; 'sent' waits for the firm; 'approving' has a draft to approve; 'done' has approved it.
 */
export type Course = 'listed' | 'invited' | 'asked' | 'sending' | 'sent' | 'approving' | 'done';

export interface Client {
	readonly name: string;
	/** Who joins, in this order. */
	readonly people: readonly string[];
	/** As on paper, in Latin letters. */
	readonly paper: string;
	readonly kind: Kind;
	readonly course: Course;
	readonly preparer: Preparer;
	/** When it began. */
	readonly daysAgo: number;
	/** What the client wrote last, and has not been answered. */
	readonly asks?: string;
	/** The firm's last words, which the client has not read. */
	readonly told?: string;
	/** For staff alone. */
	readonly note?: string;
	/** Somebody without an account sent something by a link. */
	readonly dropped?: boolean;
}

const client = (
	name: string,
	[kind, course, preparer, daysAgo]: readonly [Kind, Course, Preparer, number],
	{ people = [name], paper = name, ...more }: Partial<Client> = {}
): Client => ({ name, people, paper, kind, course, preparer, daysAgo, ...more });

/** The one that the printed link for a client leads to. */
export const SHOWN: Client = client('Maria & Chidi Okafor', ['Couple', 'sending', 0, 26], {
	people: ['Maria Okafor'],
	asks: 'One more thing: Chidi changed jobs in September. Do you need the statements of both employers?',
	told: 'Thank you, that is nearly everything. The receipt of the charity gala is cut off, so I sent it back to you: please photograph it again.',
	note: 'They may move abroad in spring. Ask about the date before we file.'
});
/** Whom that link invites. */
export const VISITING_CLIENT = 'Chidi Okafor';
export const VISITING_OWNER = 'Alex Morgan';

export const OTHERS: readonly Client[] = [
	client('Anders Lindqvist', ['Individual', 'approving', 0, 33], {
		told: 'Your draft return is ready. Please read it and approve it when you have a quiet minute.'
	}),
	client('Bluebird Bakery Ltd', ['Bookkeeping month', 'sending', 1, 19], {
		people: ['Grace Whitfield'],
		dropped: true,
		asks: 'The oven broke down and we bought a new one. Is that for you or for the insurance?'
	}),
	client('Lan Nguyễn', ['Individual', 'done', 2, 37]),
	client('Siobhán O’Brien', ['Sole trader', 'sent', 1, 24], {
		asks: 'I think that is all of it. Tell me if a receipt is hard to read.'
	}),
	client('José Luis García Núñez', ['Individual', 'asked', 2, 30], {
		note: 'Called on Tuesday: he is travelling until the end of the month.'
	}),
	client('Müller & Söhne Bau GmbH', ['Company', 'sending', 1, 29], {
		people: ['Jürgen Müller', 'Käthe Müller-Lüdenscheidt'],
		note: 'New loan in June, see the contract in the folder.'
	}),
	client('佐藤 健', ['Individual', 'sending', 2, 21], {
		paper: 'Sato Ken',
		told: 'Received, thank you. I will look at it tomorrow.'
	}),
	client('ليلى حداد', ['Individual', 'sent', 0, 18], { paper: 'Layla Haddad' }),
	client('Agnieszka Żółkiewska', ['Individual', 'done', 1, 36], { paper: 'Agnieszka Zolkiewska' }),
	client('Ελένη Παπαδοπούλου', ['Sole trader', 'approving', 2, 35], {
		paper: 'Eleni Papadopoulou'
	}),
	client('Kowalczyk Nowak Partners LLP', ['Company', 'sent', 0, 27], {
		people: ['Marek Kowalczyk']
	}),
	client('Noa Ben-David', ['Individual', 'sending', 1, 16], {
		asks: 'Is a screenshot of the donation enough?'
	}),
	client('Folasade & Tunde Adeyemi', ['Couple', 'approving', 1, 34], {
		people: ['Folasade Adeyemi', 'Tunde Adeyemi']
	}),
	client('John Smith', ['Individual', 'invited', 2, 6]),
	client('김서연', ['Individual', 'asked', 0, 15], { paper: 'Kim Seo-yeon' }),
	client('Harpreet Kaur Singh', ['Sole trader', 'sending', 2, 22]),
	client('Northgate Dental Practice, Inc.', ['Bookkeeping month', 'sent', 0, 13], {
		people: ['Dr. Imani Clarke']
	}),
	client('João Pedro & Maria Beatriz da Conceição dos Santos', ['Couple', 'sending', 1, 23], {
		people: ['João Pedro dos Santos', 'Maria Beatriz da Conceição dos Santos']
	}),
	client(
		'The Ravenscroft Family Discretionary Settlement (1987), Second Amended and Restated Trust',
		['Trust', 'asked', 0, 20],
		{ people: ['Sir Peregrine Ravenscroft-Ashworth'], paper: 'The Ravenscroft Settlement' }
	),
	client('Ольга Иванова', ['Individual', 'done', 2, 38], { paper: 'Olga Ivanova' }),
	client('Lucia D’Angelo', ['Individual', 'listed', 1, 2]),
	client('Hernández Imports & Logistics LLC', ['Company', 'approving', 2, 31], {
		people: ['Rosa Hernández']
	}),
	client('Sina Faleolo', ['Individual', 'sending', 0, 12]),
	client('Wim Achterberg', ['Sole trader', 'invited', 1, 3])
];
