/**
 * Opening and saving what a vault holds. Bytes reach a sink only after their tags were checked, and a sink is closed only
 * when the last of them was right: until then nothing that looks like the file exists. Every way of reading a file is
 * noted in the vault's log, once for each person.
 */
import type { FileId, VaultId } from '../../../crypto/brands.ts';
import type { Asked } from '../../../vault/download.ts';
import { Refusal } from '../../../vault/problems.ts';
import { writingTo, type Sink } from '../../../vault/sink.ts';
import type { TransferHooks } from '../../../vault/upload.ts';
import type { VaultLog } from '../../../vault/vault-log.ts';
import { safeType } from '../../../vault/vault-view.ts';
import type { Keyholder } from '../keyholder.ts';
import { HELD_BYTES, type Core, type CoreEvent, type Wanted } from '../port.ts';
import type { Transfers } from '../transfers.ts';
import type { Files } from './files.ts';
import { lasting, type Staying } from './lasting.ts';
import { memorySink, neverGone } from './memory-sink.ts';
import { openSink } from './open-sink.ts';
import { fileOf, inVersion, planSave, type SavePlan } from './plan.ts';
import type { Ranges } from './ranges.ts';
import { receiveInto, type Into } from './receiving.ts';
import { viewing } from './viewing.ts';
import { writeZip, type Member } from './zip.ts';

type SavingDesk = Pick<Core, 'openFile' | 'readFile' | 'planSave' | 'saveFiles'>;

export function savingDesk(
	keyholder: Keyholder,
	transfers: Transfers,
	{ files, ranges }: { files: Files; ranges: Ranges },
	emit: (event: CoreEvent) => void,
	now: () => number
): SavingDesk {
	const viewed = viewing(keyholder, emit, now);

	/**
	 * What is to be saved, by what the vault says now. Where it was read before, the first file is asked for meanwhile.
	 * @throws Refusal as reading the vault and planning do
	 */
	async function prepare(id: VaultId, wanted: Wanted): Promise<Job> {
		const { session } = keyholder;
		const known = session.loadedVault(id);
		const first = wanted.files[0] && known?.state.files.get(wanted.files[0]);
		const guess = first && inVersion(first, wanted.version);
		// With a large one it makes no difference, and it may be more than its place takes.
		const asked = known && guess && guess.size <= HELD_BYTES ? files.ask(known, guess) : null;
		try {
			const vault = await session.vault(id);
			const plan = planSave(vault.state, wanted);
			const isRight = plan.files[0]?.file.blob === asked?.blob;
			if (!isRight) asked?.drop();
			return { vault, plan, asked: isRight ? asked : null };
		} catch (error) {
			asked?.drop();
			throw error;
		}
	}

	async function save(job: Job, into: Into): Promise<void> {
		const { vault, plan, asked } = job;
		const what = { name: plan.name, size: bytesOf(plan) };
		try {
			await receiveInto(into, transfers, vault.vault, what, (...how) =>
				fill(into.sink, job, ...how)
			);
		} finally {
			// Whatever ended it, maybe before it began.
			asked?.drop();
		}
	}

	async function fill(
		sink: Sink,
		{ vault, plan, asked }: Job,
		hooks: TransferHooks,
		staying: Staying
	) {
		let before = 0;
		const members = plan.files.map(({ file, path }) => ({
			path,
			size: file.size,
			modified: file.modified ?? file.addedAt,
			async read(onBytes: Sink['write']) {
				const onProgress = (done: number) => {
					hooks.onProgress(before + done);
				};
				await lasting(
					(given, begun) => files.download(vault, file, given, onBytes, begun),
					{ ...hooks, onProgress },
					staying,
					file.blob === asked?.blob ? asked : null
				);
				before += file.size;
			}
		}));
		if (!plan.isArchive) return members[0]?.read(writingTo(sink, (bytes) => files.takeBack(bytes)));
		const named = members.map((member, n) => naming(member, plan.files[n]?.file.file ?? null));
		await writeZip(named, sink);
	}

	return {
		async openFile(id, fileId, version) {
			const job = await prepare(id, { files: [fileId], archive: null, version });
			const { vault, plan } = job;
			const file = fileOf(vault.state, fileId, version);
			const sink = memorySink(plan.size, safeType(file.type));
			await save(job, { sink, gone: neverGone, for: 'looking' });
			await viewed(vault, [file]);
			return { name: plan.name, content: sink.content ?? new Blob([]) };
		},
		async readFile(id, fileId, range, version) {
			const vault = await keyholder.session.vault(id);
			const file = fileOf(vault.state, fileId, version);
			const bytes = await ranges.read(vault, file, range);
			// The document is on the screen before the log says so.
			void viewed(vault, [file]);
			return bytes;
		},
		async planSave(id, wanted) {
			const { session } = keyholder;
			const { state } = session.loadedVault(id) ?? (await session.vault(id));
			const { name, size } = planSave(state, wanted);
			return { name, size };
		},
		async saveFiles(id, wanted, size, to) {
			const gone = Promise.withResolvers<Refusal>();
			const sink = await openSink(to, size, gone.resolve);
			try {
				const job = await prepare(id, wanted);
				const { vault, plan, asked } = job;
				// A browser that was promised another length would call the download incomplete.
				if (plan.size !== size) {
					asked?.drop();
					throw new Refusal('changed-meanwhile');
				}
				await save(job, { sink, gone: gone.promise, for: 'saving' });
				const saved = plan.files.map(({ file }) => file);
				void viewed(vault, saved);
				return sink.content ?? null;
			} catch (error) {
				await sink.abort();
				throw error;
			}
		}
	};
}

/** What is to be saved, and the vault that it is in. */
interface Job {
	readonly vault: VaultLog;
	readonly plan: SavePlan;
	/** Of the first file. */
	readonly asked: Asked | null;
}

/** Of the files themselves: what the progress of an archive is counted in. */
const bytesOf = ({ files }: SavePlan): number =>
	files.reduce((sum, { file }) => sum + file.size, 0);

/** A failure among several files says which it was, unless it is the place they are written to that failed. */
function naming(member: Member, file: FileId | null): Member {
	return {
		...member,
		async read(onBytes) {
			let ofPlace: unknown;
			try {
				await member.read((bytes) =>
					onBytes(bytes).catch((error: unknown) => {
						ofPlace = error;
						throw error;
					})
				);
			} catch (error) {
				if (error instanceof Refusal && error !== ofPlace) error.file = file;
				throw error;
			}
		}
	};
}
