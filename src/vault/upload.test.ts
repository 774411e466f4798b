import { describe, expect, test, vi } from 'vitest';
import { pieceOf } from '../../tests/vault/piece-of-file.ts';
import { memoryLedger, newUpload, recordOf } from '../../tests/vault/keeping.ts';
import { refusalOf, transferHooks, World } from '../../tests/vault/world.ts';
import type { FolderId, Raw } from '../crypto/brands.ts';
import { concat, toHex } from '../crypto/bytes.ts';
import { MAX_FILE_BYTES, PART_BYTES, STORED_PART_BYTES } from '../crypto/age/file.ts';
import { newFolderId } from '../crypto/ids.ts';
import { randomBytes } from '../crypto/random.ts';
import { MAX_PARTS } from '../contract/api.ts';
import type { Api } from './api.ts';
import { vaultDestination, type Destination } from './destination.ts';
import { download } from './download.ts';
import { inThisThread, type PartWorkers } from './part-workers.ts';
import { Refusal } from './problems.ts';
import { Slots } from './slots.ts';
import type { SourceFile } from './source-file.ts';
import { Upload, type TransferHooks } from './upload.ts';
import type { VaultLog } from './vault-log.ts';
import type { VaultFile } from './vault-state.ts';

const world = await World.found();
const { owner, portal, now } = world;
const vault = await world.createVault('Rivera');
const ana = await world.client(vault, 'Ana');
const anasVault = await ana.vault(vault);

const fileOf = (bytes: Raw, name = 'W-2.pdf'): SourceFile => ({
	name,
	size: bytes.length,
	type: 'application/pdf',
	lastModified: 1_700_000_000_000,
	slice: (start, end) => new Blob([bytes.slice(start, end)])
});

/** Any bytes will do, but not the same in each chunk. */
function contents(length: number): Raw {
	const noise = randomBytes(65_521);
	const bytes = new Uint8Array(length);
	for (let at = 0; at < length; at += noise.length) bytes.set(noise.subarray(0, length - at), at);
	return bytes;
}

const kept = await memoryLedger();
const uploadOf = (file: SourceFile, folder: FolderId | null = null) =>
	newUpload(portal.api, anasVault, file, kept, { folder });

/** The calls made during `work`, reads of the logs left out. */
async function callsOf(work: () => Promise<unknown>): Promise<string[]> {
	const from = portal.calls.length;
	await work();
	return portal.calls.slice(from).filter((call) => !call.endsWith('Log'));
}

/** Makes the named call fail this many times. */
function disturbed(call: string, times: number, code: 'offline' | 'part-invalid' = 'offline') {
	let left = times;
	portal.disturb = (made) => {
		if (made === call && left-- > 0) throw new Refusal(code);
	};
}

async function uploaded(bytes: Raw, name: string): Promise<VaultFile> {
	await uploadOf(fileOf(bytes, name)).run(transferHooks().hooks, now);
	return named(name);
}

function named(name: string, log: VaultLog = anasVault): VaultFile {
	const file = [...log.state.files.values()].find((candidate) => candidate.name === name);
	if (!file) throw new Refusal('file-gone');
	return file;
}

async function downloaded(
	file: VaultFile,
	by: VaultLog,
	hooks: TransferHooks = transferHooks().hooks
) {
	const pieces: Raw[] = [];
	const code = await refusalOf(() =>
		download(portal.api, by, file, inThisThread, hooks, async (bytes) => void pieces.push(bytes))
	);
	return { code, bytes: concat(...pieces) };
}

const threeParts = contents(2 * PART_BYTES + 12_345);
const same = (a: Raw, b: Raw) => Buffer.compare(a, b) === 0;

describe('sending a file', () => {
	test.each([1, 255, 65_536, 65_537, 1_000_000])(
		'of %i bytes: the other side gets the same',
		async (size) => {
			const bytes = contents(size);
			await uploaded(bytes, `${String(size)}.bin`);
			const theirs = await owner.vault(vault);
			const got = await downloaded(named(`${String(size)}.bin`, theirs), theirs);
			expect(got.code).toBe('accepted');
			expect(same(got.bytes, bytes)).toBe(true);
		}
	);

	test('of several parts says how far it is, and arrives whole', async () => {
		const { hooks, progress } = transferHooks();
		const calls = await callsOf(() => uploadOf(fileOf(threeParts, 'large.bin')).run(hooks, now));
		expect(calls).toEqual(['startUpload', 'putPart 0', 'putPart 1', 'putPart 2', 'appendVault']);
		expect(progress).toEqual([PART_BYTES, 2 * PART_BYTES, threeParts.length]);
		const theirs = await owner.vault(vault);
		const down = transferHooks();
		const got = await downloaded(named('large.bin', theirs), theirs, down.hooks);
		expect(same(got.bytes, threeParts)).toBe(true);
		expect(down.progress).toEqual(progress);
	});

	test('keeps its name clean, its type short and its folder only while it is there', async () => {
		const file = {
			...fileOf(contents(10), '../../\u202eW-2.pdf'),
			type: 'x'.repeat(300),
			lastModified: 0
		};
		await uploadOf(file, newFolderId()).run(transferHooks().hooks, now);
		expect(named('W-2.pdf')).toMatchObject({ folder: null, type: 'x'.repeat(255), modified: null });
	});

	test('never sends what is empty or too large', async () => {
		const calls = await callsOf(async () => {
			expect(await refusalOf(() => uploadOf(fileOf(new Uint8Array())))).toBe('file-empty');
			for (const size of [MAX_PARTS * PART_BYTES + 1, MAX_FILE_BYTES, MAX_FILE_BYTES + 1])
				expect(await refusalOf(() => uploadOf({ ...fileOf(contents(1)), size }))).toBe(
					'file-too-large'
				);
		});
		expect(calls).toEqual([]);
	});

	test('stores nothing of the file in the clear', async () => {
		const canary = new TextEncoder().encode('canary-7f3a-contents');
		const file = await uploaded(concat(contents(1000), canary), 'canary-name.pdf');
		const stored = [...portal.blob(file.blob).values(), ...portal.vaultLog(vault).entries];
		for (const bytes of stored) {
			expect(Buffer.from(bytes).includes('canary-7f3a-contents')).toBe(false);
			expect(Buffer.from(bytes).includes('canary-name')).toBe(false);
		}
	});
});

describe('a file that is not what it was', () => {
	const reading = (read: (start: number, end: number) => Promise<Raw>): SourceFile => ({
		...fileOf(threeParts, 'odd.bin'),
		slice: (start, end) => pieceOf(() => read(start, end))
	});
	const failing = (name: string) =>
		reading(() => Promise.reject(new DOMException('not readable', name)));

	test('and comes up short has changed', async () => {
		const short = reading((start, end) => Promise.resolve(threeParts.slice(start, end - 1)));
		expect(await refusalOf(() => uploadOf(short).run(transferHooks().hooks, now))).toBe(
			'file-changed'
		);
	});

	test('and cannot be read any more has changed', async () => {
		const upload = uploadOf(failing('NotReadableError'));
		expect(await refusalOf(() => upload.run(transferHooks().hooks, now))).toBe('file-changed');
	});

	test('and is no longer there is unreadable', async () => {
		const upload = uploadOf(failing('NotFoundError'));
		expect(await refusalOf(() => upload.run(transferHooks().hooks, now))).toBe('file-unreadable');
	});

	test('and has other bytes when it is sent again is refused before they are sent', async () => {
		let version = threeParts;
		const upload = uploadOf(reading((start, end) => Promise.resolve(version.slice(start, end))));
		disturbed('putPart 1', 6);
		expect(await refusalOf(() => upload.run(transferHooks().hooks, now))).toBe('offline');
		version = contents(threeParts.length);
		const calls = await callsOf(async () => {
			expect(await refusalOf(() => upload.run(transferHooks().hooks, now))).toBe('file-changed');
		});
		expect(calls).toEqual(['uploadStatus', 'cancelUpload']);
	});

	test('is not in the vault', () => {
		expect([...anasVault.state.files.values()].some(({ name }) => name === 'odd.bin')).toBe(false);
	});
});

describe('a lost connection', () => {
	test('for a moment is waited for', async () => {
		disturbed('putPart 0', 2);
		const { hooks, pauses, retrying } = transferHooks();
		await uploadOf(fileOf(contents(100), 'moment.bin')).run(hooks, now);
		expect(pauses).toEqual([500, 1000]);
		expect(retrying).toEqual([true, false, true, false]);
		expect(named('moment.bin').size).toBe(100);
	});

	test('for long ends the run, and the next goes on where it stopped', async () => {
		const upload = uploadOf(fileOf(threeParts, 'resumed.bin'));
		disturbed('putPart 1', 6);
		const first = await callsOf(async () => {
			expect(await refusalOf(() => upload.run(transferHooks().hooks, now))).toBe('offline');
		});
		expect(first).toEqual(['startUpload', 'putPart 0', ...Array<string>(6).fill('putPart 1')]);
		const second = await callsOf(() => upload.run(transferHooks().hooks, now));
		expect(second).toEqual(['uploadStatus', 'putPart 1', 'putPart 2', 'appendVault']);
		const got = await downloaded(named('resumed.bin'), anasVault);
		expect(same(got.bytes, threeParts)).toBe(true);
	});

	test('that nobody notices is learnt from the portal, and the part goes again as it was', async () => {
		portal.disturb = () => undefined;
		const sent: string[] = [];
		const lost = new Set<number>();
		let looks = 0;
		// The clock may run far ahead of other parts, and they be asked about too.
		portal.receiving = () => (lost.size > 0 && looks++ === 0 ? [1] : []);
		const api: Api = {
			...portal.api,
			putPart: async (...given) => {
				const [{ index }, { hash }, signal] = given;
				sent.push(`${String(index)} ${toHex(hash)}`);
				if (index !== 1 || lost.has(index)) return portal.api.putPart(...given);
				lost.add(index);
				const ended = Promise.withResolvers<never>();
				signal.addEventListener('abort', () => ended.reject(new Refusal('cancelled')));
				return ended.promise;
			}
		};
		const { hooks, retrying } = transferHooks();
		vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
		try {
			const over = new AbortController();
			const file = fileOf(threeParts, 'unnoticed.bin');
			const running = newUpload(api, anasVault, file, kept)
				.run(hooks, now)
				.finally(() => over.abort());
			while (!over.signal.aborted) {
				await vi.advanceTimersByTimeAsync(1000);
				await new Promise((resolve) => setImmediate(resolve));
			}
			await running;
		} finally {
			vi.useRealTimers();
			portal.receiving = () => [];
		}
		expect(retrying).toEqual([true, false]);
		expect(sent.filter((one) => one.startsWith('1 ')).length).toBe(2);
		expect(new Set(sent).size).toBe(3);
		expect(same((await downloaded(named('unnoticed.bin'), anasVault)).bytes, threeParts)).toBe(
			true
		);
	});

	test('damaging a part on its way is sent again', async () => {
		disturbed('putPart 0', 1, 'part-invalid');
		await uploadOf(fileOf(contents(100), 'damaged.bin')).run(transferHooks().hooks, now);
		expect(named('damaged.bin').size).toBe(100);
	});

	test('after the portal took the entry does not add the file twice', async () => {
		const { api } = portal;
		let lost = 0;
		const upload = uploadOf(fileOf(contents(50), 'once.bin'));
		const appendVault = api.appendVault.bind(api);
		api.appendVault = async (...given) => {
			const answer = await appendVault(...given);
			if (lost++ === 0) throw new Refusal('offline');
			return answer;
		};
		await upload.run(transferHooks().hooks, now);
		api.appendVault = appendVault;
		const entries = [...anasVault.state.files.values()].filter(({ name }) => name === 'once.bin');
		expect(entries.length).toBe(1);
		expect(lost).toBe(1);
	});
});

describe('stopping', () => {
	test('between parts: no more is sent, and it can go on', async () => {
		const controller = new AbortController();
		const { hooks } = transferHooks(controller.signal);
		const upload = uploadOf(fileOf(threeParts, 'stopped.bin'));
		const stopping = {
			...hooks,
			onProgress: () => {
				controller.abort();
			}
		};
		const calls = await callsOf(async () => {
			expect(await refusalOf(() => upload.run(stopping, now))).toBe('cancelled');
		});
		expect(calls).toEqual(['startUpload', 'putPart 0']);
		expect(await callsOf(() => upload.run(transferHooks().hooks, now))).toEqual([
			'uploadStatus',
			'putPart 1',
			'putPart 2',
			'appendVault'
		]);
	});

	test('for good tells the portal to forget what arrived, even when that fails', async () => {
		const upload = uploadOf(fileOf(threeParts, 'dropped.bin'));
		disturbed('putPart 1', 6);
		await refusalOf(() => upload.run(transferHooks().hooks, now));
		expect(await callsOf(() => upload.discard())).toEqual(['cancelUpload']);
		expect(await callsOf(() => upload.discard())).toEqual([]);
		const other = uploadOf(fileOf(threeParts, 'dropped.bin'));
		disturbed('putPart 0', 6);
		await refusalOf(() => other.run(transferHooks().hooks, now));
		disturbed('cancelUpload', 1);
		expect(await refusalOf(() => other.discard())).toBe('accepted');
	});
});

test('a file is encrypted again, with another file key, when the vault’s key moved meanwhile', async () => {
	const before = anasVault.state.epoch;
	const sent: Raw[] = [];
	let moved = false;
	portal.disturb = async (call) => {
		if (call !== 'putPart 2' || moved) return;
		moved = true;
		await world.client(vault, 'Ben');
	};
	const { api } = portal;
	const watching = {
		...api,
		putPart: (...given: Parameters<typeof api.putPart>) => {
			sent.push(given[1].bytes);
			return api.putPart(...given);
		}
	};
	const upload = newUpload(watching, anasVault, fileOf(threeParts, 'moved.bin'), kept);
	const calls = await callsOf(() => upload.run(transferHooks().hooks, now));
	expect(calls.filter((call) => call === 'startUpload' || call === 'cancelUpload')).toEqual([
		'startUpload',
		'cancelUpload',
		'startUpload'
	]);
	const file = named('moved.bin');
	expect(file.epoch).toBe(before + 1);
	expect(sent.length).toBe(6);
	for (const index of [0, 1, 2]) {
		const [first, second] = [sent[index], sent[index + 3]];
		expect(first && second && same(first.subarray(-1000), second.subarray(-1000))).toBe(false);
	}
	expect(same((await downloaded(file, anasVault)).bytes, threeParts)).toBe(true);
});

describe('while news is asked for', () => {
	/** Seals as always, and tells of each part: under which key, and its hash. */
	function watched() {
		const first = Promise.withResolvers<undefined>();
		const sealed: { key: string; hash: string }[] = [];
		const workers: PartWorkers = {
			...inThisThread,
			seal: async (job, signal) => {
				first.resolve(undefined);
				const part = await inThisThread.seal(job, signal);
				sealed.push({ key: toHex(job.secret.key), hash: toHex(part.hash) });
				return part;
			}
		};
		return { workers, sealed, first: first.promise };
	}
	/** Runs during the first question for news. */
	function duringNews(work: () => Promise<unknown>) {
		let isOver = false;
		portal.disturb = async (call) => {
			if (isOver || !call.endsWith('Log')) return;
			isOver = true;
			await work();
		};
	}
	const small = contents(70_000);

	test('parts are sealed; when the vault’s key moved they are thrown away with theirs, and nobody is told', async () => {
		const { workers, sealed, first } = watched();
		const before = anasVault.state.epoch;
		// Were nothing sealed before the answer, none would ever come.
		duringNews(async () => {
			await first;
			await world.client(vault, 'Carl');
		});
		const sent: string[] = [];
		const api: Api = {
			...portal.api,
			putPart: (...given) => {
				sent.push(toHex(given[1].hash));
				return portal.api.putPart(...given);
			}
		};
		const file = fileOf(small, 'overtaken.bin');
		const told: string[] = [];
		const hooks = { ...transferHooks().hooks, onAnew: (why: Refusal) => told.push(why.code) };
		const upload = newUpload(api, anasVault, file, kept, { workers });
		const calls = await callsOf(() => upload.run(hooks, now));
		expect(calls.filter((call) => call.endsWith('Upload'))).toEqual(['startUpload']);
		expect(told).toEqual([]);
		const [old] = sealed;
		const fresh = sealed.filter(({ key }) => key !== old?.key);
		expect(fresh.length).toBe(1);
		expect(sent).toEqual(fresh.map(({ hash }) => hash));
		expect(named('overtaken.bin').epoch).toBe(before + 1);
		expect(same((await downloaded(named('overtaken.bin'), anasVault)).bytes, small)).toBe(true);
	});

	test('and it is that the portal is not to be believed, nothing is sent or kept', async () => {
		const { workers, first } = watched();
		// Ana’s is still needed.
		const log = await (await world.client(vault, 'Dora')).vault(vault);
		duringNews(async () => {
			await first;
			throw new Refusal('log-rolled-back');
		});
		const file = fileOf(small, 'unbelievable.bin');
		const upload = newUpload(portal.api, log, file, kept, { workers });
		const run = () => upload.run(transferHooks().hooks, now);
		let code = '';
		const calls = await callsOf(async () => (code = await refusalOf(run)));
		expect(code).toBe('log-rolled-back');
		expect(calls).toEqual([]);
		expect((await kept.all()).map(({ name }) => name)).not.toContain('unbelievable.bin');
	});

	test('and it is that the portal is not to be believed, that is said, although the file cannot be read either', async () => {
		const unreadable = Promise.withResolvers<undefined>();
		const workers: PartWorkers = {
			...inThisThread,
			seal: () => {
				unreadable.resolve(undefined);
				return Promise.reject(new Refusal('file-unreadable'));
			}
		};
		const log = await (await world.client(vault, 'Elsa')).vault(vault);
		duringNews(async () => {
			await unreadable.promise;
			throw new Refusal('log-rolled-back');
		});
		const file = fileOf(small, 'unreadable.bin');
		const upload = newUpload(portal.api, log, file, kept, { workers });
		const calls = await callsOf(async () => {
			expect(await refusalOf(() => upload.run(transferHooks().hooks, now))).toBe('log-rolled-back');
		});
		expect(calls).toEqual([]);
	});

	test('and does not come, stopping ends it at once: its place is free, nothing leaves, and it may go on later', async () => {
		const { workers, first } = watched();
		const [log, other] = await Promise.all([
			owner.vault(vault),
			world.createVault('Sato').then((id) => owner.vault(id))
		]);
		const asked = Promise.withResolvers<undefined>();
		const answer = Promise.withResolvers<undefined>();
		let isHeld = false;
		portal.disturb = (call) => {
			if (isHeld || call !== 'vaultLog') return;
			isHeld = true;
			asked.resolve(undefined);
			return answer.promise;
		};
		const answered = Promise.withResolvers<unknown>();
		const to = vaultDestination({ api: portal.api, vault: log });
		const isThere: Destination['isThere'] = (...given) => {
			const there = to.isThere(...given);
			answered.resolve(there);
			return there;
		};
		const slots = new Slots(1);
		const file = fileOf(small, 'stood-still.bin');
		const tools = { to: { ...to, isThere }, workers, kept, slots };
		const upload = new Upload(tools, recordOf(log, file), file);
		const stop = new AbortController();
		const stopped = refusalOf(() => upload.run(transferHooks(stop.signal).hooks, now));
		await Promise.all([first, asked.promise]);
		stop.abort();
		expect(await stopped).toBe('cancelled');

		const elsewhere = fileOf(small, 'elsewhere.bin');
		const { api } = portal;
		const shared = { api, vault: other, workers: inThisThread, kept, slots };
		const beside = new Upload(shared, recordOf(other, elsewhere), elsewhere);
		await beside.run(transferHooks().hooks, now);
		expect(named('elsewhere.bin', other).size).toBe(small.length);

		const late = await callsOf(async () => {
			answer.resolve(undefined);
			await answered.promise;
			await new Promise((resolve) => setTimeout(resolve));
		});
		expect(late).toEqual([]);
		const calls = await callsOf(() => upload.run(transferHooks().hooks, now));
		expect(calls).toEqual(['startUpload', 'putPart 0', 'appendVault']);
	});

	test('and no key is known before, nothing is sealed before', async () => {
		const { workers, sealed } = watched();
		const to = vaultDestination({ api: portal.api, vault: anasVault });
		let sealedBefore = -1;
		const later: Destination = {
			...to,
			isThere: async (...given) => {
				const answer = await to.isThere(...given);
				sealedBefore = sealed.length;
				return answer;
			},
			recipient: () => {
				if (sealedBefore < 0) throw new Refusal('no-keys-yet');
				return to.recipient();
			}
		};
		const file = fileOf(small, 'keyless.bin');
		const upload = new Upload({ workers, kept, to: later }, recordOf(anasVault, file), file);
		await upload.run(transferHooks().hooks, now);
		expect(sealedBefore).toBe(0);
		expect(same((await downloaded(named('keyless.bin'), anasVault)).bytes, small)).toBe(true);
	});
});

describe('fetching what the portal has changed gives nothing of the changed part', () => {
	test('with a byte changed in the first part', async () => {
		const file = await uploaded(threeParts, 'first-flipped.bin');
		flip(file, 0, 5000);
		expect(await downloaded(file, anasVault)).toEqual({ code: 'file-damaged', bytes: nothing });
	});

	test('with a byte changed in the header', async () => {
		const file = await uploaded(contents(10), 'header-flipped.bin');
		flip(file, 0, 30);
		expect(await downloaded(file, anasVault)).toEqual({ code: 'file-damaged', bytes: nothing });
	});

	test('with a byte changed in a later part', async () => {
		const file = await uploaded(threeParts, 'later-flipped.bin');
		flip(file, 1, STORED_PART_BYTES - 1);
		const { code, bytes } = await downloaded(file, anasVault);
		expect(code).toBe('file-damaged');
		expect(same(bytes, threeParts.slice(0, PART_BYTES))).toBe(true);
	});

	test('with two parts in each other’s place', async () => {
		const fourParts = concat(threeParts, contents(PART_BYTES));
		const file = await uploaded(fourParts, 'swapped.bin');
		const parts = portal.blob(file.blob);
		const [one, two] = [parts.get(1), parts.get(2)];
		if (!one || !two) throw new Error('too few parts');
		parts.set(1, two).set(2, one);
		const { code, bytes } = await downloaded(file, anasVault);
		expect(code).toBe('file-damaged');
		expect(bytes.length).toBe(PART_BYTES);
	});

	test('cut short', async () => {
		const file = await uploaded(threeParts, 'short.bin');
		portal.blob(file.blob).delete(2);
		const { code, bytes } = await downloaded(file, anasVault);
		expect(code).toBe('file-damaged');
		expect(bytes.length).toBe(2 * PART_BYTES);
	});

	test('replaced by another file of the same vault and size', async () => {
		const [a, b] = [contents(500), contents(500)];
		const [file, other] = [await uploaded(a, 'a.bin'), await uploaded(b, 'b.bin')];
		const stored = portal.blob(other.blob).get(0);
		if (!stored) throw new Error('no part');
		portal.blob(file.blob).set(0, stored);
		expect(await downloaded(file, anasVault)).toEqual({ code: 'file-damaged', bytes: nothing });
	});

	test('gone', async () => {
		const file = await uploaded(contents(10), 'gone.bin');
		portal.uploads.delete(file.blob);
		expect((await downloaded(file, anasVault)).code).toBe('not-found');
	});
});

test('a download that is stopped hands on nothing more', async () => {
	const file = await uploaded(threeParts, 'watched.bin');
	const controller = new AbortController();
	const { hooks } = transferHooks(controller.signal);
	const stopping = {
		...hooks,
		onProgress: () => {
			controller.abort();
		}
	};
	const { code, bytes } = await downloaded(file, anasVault, stopping);
	expect(code).toBe('cancelled');
	expect(bytes.length).toBe(PART_BYTES);
});

test('somebody without the vault’s keys downloads nothing', async () => {
	const nils = await world.newStaff('Nils', 'preparer');
	const file = await uploaded(contents(10), 'private.bin');
	const got = await downloaded(file, await nils.vault(vault));
	expect(got).toEqual({ code: 'no-keys-yet', bytes: nothing });
});

const nothing = new Uint8Array();

function flip({ blob }: VaultFile, part: number, at: number): void {
	const bytes = portal.blob(blob).get(part);
	if (!bytes) throw new Error('no such part');
	bytes[at] = (bytes[at] ?? 0) ^ 1;
}
