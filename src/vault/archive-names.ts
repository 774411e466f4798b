/**
 * The paths of an archive's members. Whatever people called their files and folders, what comes out can be unpacked on
 * every common system: at most two folders and a file name, nothing that leads elsewhere, nothing invisible, no name that a system
 * reserves, and no two that any of them takes for the same. A name that needs no change keeps every letter. Pure.
 */
import { utf8 } from '../crypto/bytes.ts';
import { fileName } from './names.ts';

export interface Named {
	readonly name: string;
	/** Null: at the top of the archive. */
	readonly folder: string | null;
}

export interface FolderNamed {
	readonly folder: string;
	readonly name: string;
	/** The folder it lies in. */
	readonly within?: string | null;
}

/** What most systems take in one segment, less room for a number in front of the ending. */
const MAX_BYTES = 240;
/** Windows refuses these and the controls, which `fileName` has taken out. */
const REFUSED = /[<>:"/\\|?*]/gu;
/** Devices of Windows, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/iu;
/** Not seen, and left out of comparisons by macOS. */
const JOINERS = /[\u200c\u200d\ufe0e\ufe0f]/gu;

/** One path for each of `files`, in their order: distinct also where case, accents' spelling or width do not count. */
export function archivePaths(
	files: readonly Named[],
	folders: readonly FolderNamed[]
): readonly string[] {
	const known = new Map(folders.map((one) => [one.folder, one]));
	/** The names in use at each place; '' is the top. */
	const used = new Map<string, Set<string>>();
	const paths = new Map<string, string>();
	const inside = (place: string, name: string): string => {
		const taken = used.get(place) ?? new Set();
		used.set(place, taken);
		const given = distinct(taken, segment(name));
		return place === '' ? given : `${place}/${given}`;
	};
	/** `isTop`: folders lie in folders once, whatever they say. */
	const pathOf = (folder: string | null | undefined, isTop = false): string => {
		const found = folder ? known.get(folder) : undefined;
		if (!found) return '';
		const path =
			paths.get(found.folder) ?? inside(isTop ? '' : pathOf(found.within, true), found.name);
		paths.set(found.folder, path);
		return path;
	};
	for (const { folder } of folders)
		if (files.some((file) => file.folder === folder)) pathOf(folder);
	return files.map(({ name, folder }) => inside(pathOf(folder), name));
}

/** The name of one file or folder as any system can keep it. Also for a file that is saved by itself. */
export function segment(name: string): string {
	const kept = fileName(name.toWellFormed().replaceAll(/[/\\]/gu, '_')).replaceAll(REFUSED, '_');
	const ended = kept.replace(/[\s.]+$/u, '');
	const named = ended === '' ? 'unnamed' : ended;
	return shortened(DEVICE.test(named) ? `_${named}` : named);
}

/** With a number, if another has this name already. */
function distinct(taken: Set<string>, name: string): string {
	const [stem, ending] = split(name);
	let chosen = name;
	for (let n = 2; taken.has(sameness(chosen)); n++) chosen = `${stem} (${String(n)})${ending}`;
	taken.add(sameness(chosen));
	return chosen;
}

/** Equal for names that some system would write over each other. */
const sameness = (name: string): string =>
	name.normalize('NFKD').replaceAll(JOINERS, '').toUpperCase().toLowerCase().normalize('NFKD');

function split(name: string): [stem: string, ending: string] {
	const dot = name.lastIndexOf('.');
	return dot > 0 && name.length - dot <= 16 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
}

function shortened(name: string): string {
	if (utf8(name).length <= MAX_BYTES) return name;
	const [stem, ending] = split(name);
	const letters = [...stem];
	while (utf8(letters.join('') + ending).length > MAX_BYTES) letters.pop();
	return letters.join('').trimEnd() + ending;
}
