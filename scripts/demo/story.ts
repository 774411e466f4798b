/**
 * What happens to one client of the demo, from the day they are put on the list until now, as scenes with times. How far it
 * goes is the client's course; every step of it is taken by the people themselves.
 */
import { Case } from './case.ts';
import { SHOWN, type Client, type Course, type StageName } from './cast.ts';
import { DAY, dayOf, daysBefore, MINUTE } from './clock.ts';
import { engagementLetter, taxReturn } from './documents.ts';
import { aboutOf, badPhoto, checklistFor, papersFor } from './papers-for.ts';
import { Person, type Reach } from './person.ts';

export interface Scene {
	readonly at: number;
	readonly play: () => Promise<void>;
}

export interface Stage {
	readonly reach: Reach;
	readonly staff: readonly Person[];
	/** When the story ends, which is now. */
	readonly end: number;
	/** Each client's, once it is open. */
	readonly cases: Map<Client, Case>;
}

const COURSES: readonly Course[] = [
	'listed',
	'invited',
	'asked',
	'sending',
	'sent',
	'approving',
	'done'
];

const HELLOS = [
	'Hello! I am in. That was easier than I thought.',
	'It works on my phone too, very nice.',
	'Good morning, the link worked. Where do I begin?',
	'Thanks for the invitation. I will send what I have at the weekend.'
];
const WELCOME =
	'Welcome. The list on your first page is everything we need this year. Send things in any order, photos are fine.';
const CUT_OFF =
	'The lower half is cut off and the amounts cannot be read. Please photograph the whole page by daylight.';
const STATEMENT =
	'I have read this draft. It is complete and correct to the best of my knowledge, and you may file it for me.';

export function storyOf(client: Client, stage: Stage): Scene[] {
	const story = new Story(client, stage);
	const goes = (course: Course) => COURSES.indexOf(client.course) >= COURSES.indexOf(course);
	return [
		...story.opening(goes('invited')),
		...(goes('asked') ? story.joining() : []),
		...(client.course === 'sending' ? story.sendingSome() : []),
		...(goes('sent') ? story.sendingAll() : []),
		...(goes('approving') ? story.approving(goes('done')) : []),
		...(goes('done') ? story.filing() : []),
		...story.ending()
	];
}

class Story {
	readonly #client: Client;
	readonly #stage: Stage;
	readonly #by: Person;
	readonly #about;
	readonly #year: number;
	readonly #asked;
	readonly #titles: readonly string[];
	readonly #links = new Map<string, string>();

	constructor(client: Client, stage: Stage) {
		const { staff, end } = stage;
		this.#client = client;
		this.#stage = stage;
		this.#by = required(staff[client.preparer] ?? staff[0]);
		this.#about = aboutOf(client);
		this.#year = new Date(end).getFullYear() - 1;
		const isLate = client.course === 'asked';
		this.#asked = checklistFor(client.kind, this.#year, {
			first: dayOf(end + (isLate ? -2 : 12) * DAY),
			last: dayOf(end + (client === SHOWN || isLate ? -3 : 12) * DAY)
		});
		this.#titles = this.#asked.items.map(({ title }) => title);
	}

	opening(isInvited: boolean): Scene[] {
		const { people, name } = this.#client;
		const { reach, cases } = this.#stage;
		const by = this.#by;
		const open = async () => {
			const opened = await Case.open(reach, by, name);
			cases.set(this.#client, opened);
			if (!isInvited) return;
			const year = this.#year;
			await opened.send(by, String(year - 1), taxReturn(this.#about, year - 1, 'Tax return'));
			await opened.send(by, String(year), engagementLetter(this.#about, year));
			for (const person of people) this.#links.set(person, await opened.invite(by, person));
		};
		return [{ at: this.#day(0), play: open }];
	}

	joining(): Scene[] {
		const { people, note } = this.#client;
		const by = this.#by;
		const join = async () => {
			for (const name of people) await this.#here.join(required(this.#links.get(name)), name);
			await this.#here.openFile(this.#first, `Engagement letter ${this.#year}.pdf`);
			await this.#here.write(this.#first, required(HELLOS[this.#about.seed % HELLOS.length]));
		};
		const ask = async () => {
			await this.#here.look(by);
			await this.#here.write(by, WELCOME);
			await this.#here.ask(by, this.#asked);
			await this.#stands('Waiting for your documents');
			if (note) await this.#here.note(by, note);
		};
		return [
			{ at: this.#day(1, 2), play: join },
			{ at: this.#day(2), play: ask }
		];
	}

	/** One is accepted, one may come back, one has just come, and the rest is missing. */
	sendingSome(): Scene[] {
		const [, , third = '', fourth = ''] = this.#titles;
		const isReturned = this.#client === SHOWN || this.#about.seed % 2 === 0;
		const papers = isReturned ? [badPhoto()] : this.#papers(third);
		const judge = async () => {
			if (isReturned) await this.#here.decide(this.#by, third, CUT_OFF);
		};
		return [
			...this.#sendingTwo(),
			{
				at: daysBefore(this.#stage.end, 1, 11 + (this.#about.seed % 9)),
				play: () => this.#here.answer(this.#first, third, papers)
			},
			{ at: this.#minutesAgo(90), play: judge },
			{
				at: this.#minutesAgo(40),
				play: () => this.#here.answer(this.#first, fourth, this.#papers(fourth))
			}
		];
	}

	sendingAll(): Scene[] {
		const send = async () => {
			for (const title of this.#titles.slice(2, -1))
				await this.#here.answer(this.#first, title, this.#papers(title));
			const last = required(this.#titles.at(-1));
			await this.#here.waive(this.#first, last, 'We had none of this.');
		};
		const begin = () => this.#stands('We prepare your return');
		return [
			...this.#sendingTwo(),
			{ at: this.#day(5, 2), play: send },
			{ at: this.#day(6), play: begin }
		];
	}

	#sendingTwo(): Scene[] {
		const [one = '', two = ''] = this.#titles;
		const send = async () => {
			await this.#here.look(this.#first);
			await this.#here.answer(this.#first, one, this.#papers(one));
			await this.#here.answer(this.#first, two, this.#papers(two));
			await this.#here.write(this.#first, 'Is this the right one?', two);
		};
		const check = async () => {
			await this.#here.decide(this.#by, one);
			await this.#here.look(this.#by);
			await this.#here.write(this.#by, 'Yes, exactly this. Thank you!', two);
		};
		return [
			{ at: this.#day(3, 1), play: send },
			{ at: this.#day(4), play: check }
		];
	}

	/** The first of several signers has approved; a single one only where it is done. */
	approving(isDone: boolean): Scene[] {
		const year = this.#year;
		const ask = async () => {
			for (const title of this.#titles.slice(1, -1)) await this.#here.decide(this.#by, title);
			await this.#here.send(
				this.#by,
				String(year),
				taxReturn(this.#about, year, 'Draft tax return')
			);
			const due = this.#stage.end + 9 * DAY;
			await this.#here.askApproval(this.#by, `Draft tax return ${year}.pdf`, STATEMENT, due);
			await this.#stands('Ready for you to approve');
		};
		const approve = async () => {
			await this.#here.look(this.#first);
			await this.#here.approve(this.#first);
		};
		const isApproved = isDone || this.#client.people.length > 1;
		return [
			{ at: this.#day(7), play: ask },
			...(isApproved ? [{ at: this.#day(9, 3), play: approve }] : [])
		];
	}

	filing(): Scene[] {
		const year = this.#year;
		const file = async () => {
			await this.#here.send(this.#by, String(year), taxReturn(this.#about, year, 'Tax return'));
			const words = `Your ${year} return is filed. The final version is in the folder ${year}.`;
			await this.#here.write(this.#by, words);
			await this.#stands('Filed');
		};
		const thank = async () => {
			await this.#here.look(this.#first);
			await this.#here.openFile(this.#first, `Tax return ${year}.pdf`);
			await this.#here.write(this.#first, 'Wonderful, thank you!');
		};
		return [
			{ at: this.#day(11), play: file },
			{ at: this.#day(12, 1), play: thank },
			{ at: this.#day(13), play: () => this.#here.look(this.#by) }
		];
	}

	/** What nobody has read yet. */
	ending(): Scene[] {
		const { asks, told, dropped } = this.#client;
		const scenes: Scene[] = [];
		if (told)
			scenes.push({ at: this.#minutesAgo(75), play: () => this.#here.write(this.#by, told) });
		if (asks)
			scenes.push({ at: this.#minutesAgo(20), play: () => this.#here.write(this.#first, asks) });
		if (dropped) scenes.push({ at: this.#minutesAgo(55), play: () => this.#drop() });
		return scenes;
	}

	async #drop(): Promise<void> {
		const { url } = await this.#here.dropLink(this.#by);
		const invoices = papersFor('Bills and receipts', { name: '', seed: 401 }, this.#year);
		const note = 'The invoices of October, as your bakery asked.';
		const supplier = new Person(this.#stage.reach);
		await supplier.sendByDrop(url, 'Pavel, Corner Supply', note, invoices);
	}

	#stands = (stage: StageName): Promise<void> => this.#here.stage(this.#by, this.#year, stage);

	get #here(): Case {
		return required(this.#stage.cases.get(this.#client));
	}

	get #first(): Person {
		return required(this.#here.people[0]);
	}

	#papers = (title: string): File[] => papersFor(title, this.#about, this.#year);

	/** So many days after it began, at this client's usual hour. */
	#day(nth: number, later = 0): number {
		const hour = 8.5 + (this.#about.seed % 70) / 10;
		return daysBefore(this.#stage.end, this.#client.daysAgo - nth, hour + later);
	}

	#minutesAgo = (minutes: number): number =>
		this.#stage.end - (minutes + (this.#about.seed % 17)) * MINUTE;
}

export function required<T>(value: T | undefined): T {
	if (value === undefined) throw new Error('A scene of the demo came before its time.');
	return value;
}
