import { describe, expect, it } from 'vitest';
import { joined, read, readAgain } from './opened-files.ts';

/** Handles exist only in browsers; these keep their rules: an entry is a place on the disk, not a name. */
class Disk {
	readonly #files = new Map<string, string>();

	write(place: string, content: string): FileSystemFileHandle {
		this.#files.set(place, content);
		return this.handleOf(place);
	}

	remove(place: string): void {
		this.#files.delete(place);
	}

	handleOf(place: string): FileSystemFileHandle {
		const name = place.split('/').at(-1) ?? '';
		const getFile = () => {
			const content = this.#files.get(place);
			return content === undefined
				? Promise.reject(new DOMException('gone', 'NotFoundError'))
				: Promise.resolve(new File([content], name));
		};
		const isSameEntry = (other: { place?: string }) => Promise.resolve(other.place === place);
		return { kind: 'file', name, place, getFile, isSameEntry } as unknown as FileSystemFileHandle;
	}
}

const names = ({ files }: { files: readonly { path: string }[] }) => files.map(({ path }) => path);

describe('files that were opened with the portal', () => {
	it('wait once each, however often they are opened; two of one name are two', async () => {
		const disk = new Disk();
		const first = await read([disk.write('/home/a.pdf', 'a'), disk.write('/home/b.pdf', 'b')]);
		const second = await read([disk.handleOf('/home/b.pdf'), disk.write('/usb/a.pdf', 'other')]);
		const both = await joined(first, second);
		expect(names(both)).toEqual(['a.pdf', 'b.pdf', 'a.pdf']);
		expect(await both.files[2]?.file.text()).toBe('other');
	});

	it('are told by name where they cannot be read, once each', async () => {
		const disk = new Disk();
		const gone = [disk.handleOf('/home/gone.pdf')];
		const picked = await joined(await read(gone), await read([...gone, disk.write('/b', 'b')]));
		expect(picked.unreadable).toEqual(['gone.pdf']);
		expect(names(picked)).toEqual(['b']);
	});

	it('are read again as they are when they are sent', async () => {
		const disk = new Disk();
		const waiting = await read([disk.write('/a.csv', '1'), disk.write('/b.csv', '1')]);
		disk.write('/a.csv', '12');
		disk.remove('/b.csv');
		const now = await readAgain(waiting);
		expect(await Promise.all(now.files.map(({ file }) => file.text()))).toEqual(['12']);
		expect(now.unreadable).toEqual(['b.csv']);
	});

	it('leave out what systems and Office leave behind', async () => {
		const disk = new Disk();
		const picked = await read([disk.write('/~$letter.docx', 'x'), disk.write('/letter.docx', 'x')]);
		expect([names(picked), picked.leftovers]).toEqual([['letter.docx'], 1]);
	});
});
