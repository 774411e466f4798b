/**
 * Opening and saving what a vault holds. Bytes reach a sink only after their tags were checked, and a sink is closed only
 * when the last of them was right: until then nothing that looks like the file exists. Every way of reading a file is
 * noted in the vault's log, once for each person.
 */
import type { FileId } from '../../../crypto/brands.ts';
import { Refusal } from '../../../vault/problems.ts';
import { writingTo, type Sink } from '../../../vault/sink.ts';
import type { TransferHooks } from '../../../vault/upload.ts';
import type { VaultLog } from '../../../vault/vault-log.ts';
import { safeType } from '../../../vault/vault-view.ts';
import type { Keyholder } from '../keyholder.ts';
import type { Core, CoreEvent } from '../port.ts';
import type { Transfers } from '../transfers.ts';
import type { Files } from './files.ts';
import { lasting, type Staying } from './lasting.ts';
import { memorySink, neverGone } from './memory-sink.ts';
import { openSink } from './open-sink.ts';
import { fileOf, planSave, type SavePlan } from './plan.ts';
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

	const save = (vault: VaultLog, plan: SavePlan, into: Into) =>
		receiveInto(into, transfers, vault.vault, { ...plan, size: bytesOf(plan) }, (...how) =>
			fill(into.sink, vault, plan, ...how)
		);

	async function fill(
		sink: Sink,
		vault: VaultLog,
		plan: SavePlan,
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
					staying
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
			const vault = await keyholder.session.vault(id);
			const file = fileOf(vault.state, fileId, version);
			const plan = planSave(vault.state, { files: [fileId], archive: null, version });
			const sink = memorySink(plan.size, safeType(file.type));
			await save(vault, plan, { sink, gone: neverGone, for: 'looking' });
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
				const vault = await keyholder.session.vault(id);
				const plan = planSave(vault.state, wanted);
				// A browser that was promised another length would call the download incomplete.
				if (plan.size !== size) throw new Refusal('changed-meanwhile');
				await save(vault, plan, { sink, gone: gone.promise, for: 'saving' });
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
