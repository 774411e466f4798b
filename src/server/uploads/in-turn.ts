/** Runs the work of one name one after another, of different names side by side. */
const lines = new Map<string, Promise<unknown>>();

export async function inTurn<T>(name: string, work: () => Promise<T>): Promise<T> {
	const before = lines.get(name) ?? Promise.resolve();
	const mine = before.then(work, work);
	lines.set(name, mine);
	try {
		return await mine;
	} finally {
		if (lines.get(name) === mine) lines.delete(name);
	}
}
