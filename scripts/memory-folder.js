/**
 * A folder in memory for the data of the servers that tests start: thousands of databases are made, and on a disk each
 * commit waits until it is there. What SQLite and the server do is the same in both.
 */
import { mkdtempSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

const PLACE = '/dev/shm';
const GIB = 1024 ** 3;
/** The largest journey sends half a gibibyte, and the portal refuses uploads when a gigabyte is left. */
const ROOM = 4 * GIB;
const MEMORY = 8 * GIB;

/** @returns {string | null} its path; null where there is none or too little room */
export function memoryFolder() {
	try {
		const { bavail, bsize } = statfsSync(PLACE);
		if (bavail * bsize < ROOM || process.availableMemory() < MEMORY) return null;
		return mkdtempSync(join(PLACE, 'tallyport-tests-'));
	} catch {
		return null;
	}
}
