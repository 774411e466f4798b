/** What a browser and a server take while something runs: processor seconds and the most memory, from Linux's /proc. */
import { readdirSync, readFileSync } from 'node:fs';

export type Role = 'renderer' | 'browser' | 'network' | 'other' | 'server';

export interface Usage {
	readonly seconds: number;
	/** Of all processes of this role together. */
	readonly processor: Readonly<Record<Role, number>>;
	/** Resident memory in MiB of the largest process of each role, at its highest. */
	readonly memory: Readonly<Record<Role, number>>;
}

const SAMPLE_EVERY_MS = 40;
const TICKS_PER_SECOND = 100;
const PAGE_BYTES = 4096;

export async function used(
	{ browser, server }: { browser: number; server: number },
	work: () => Promise<void>
): Promise<Usage> {
	const roles = new Map<number, Role>();
	const before = new Map<number, number>();
	const memory = nothing();
	const look = () => {
		for (const [pid, role] of rolesOf(browser, server)) {
			if (!roles.has(pid)) before.set(pid, roles.size > 0 ? 0 : NaN);
			roles.set(pid, role);
		}
	};
	look();
	for (const pid of roles.keys()) before.set(pid, processorOf(pid));
	const latest = new Map(before);
	const sample = () => {
		for (const [pid, role] of roles) {
			memory[role] = Math.max(memory[role], residentOf(pid));
			latest.set(pid, Math.max(latest.get(pid) ?? 0, processorOf(pid)));
		}
	};
	const timers = [setInterval(sample, SAMPLE_EVERY_MS), setInterval(look, 500)];
	const started = performance.now();
	await work().finally(() => {
		for (const timer of timers) clearInterval(timer);
	});
	const seconds = (performance.now() - started) / 1000;
	sample();
	const processor = nothing();
	for (const [pid, role] of roles)
		processor[role] += (latest.get(pid) ?? 0) - (before.get(pid) ?? 0);
	return { seconds, processor, memory };
}

const nothing = (): Record<Role, number> => ({
	renderer: 0,
	browser: 0,
	network: 0,
	other: 0,
	server: 0
});

function rolesOf(browser: number, server: number): Map<number, Role> {
	const roles = new Map<number, Role>([[server, 'server']]);
	const parents = new Map(pids().map((pid) => [pid, parentOf(pid)]));
	for (const pid of parents.keys())
		if (pid === browser || descends(pid, browser, parents)) roles.set(pid, roleOf(pid));
	return roles;
}

function roleOf(pid: number): Role {
	const line = read(pid, 'cmdline').replaceAll('\0', ' ');
	if (line.includes('--type=renderer')) return 'renderer';
	if (line.includes('network.mojom.NetworkService')) return 'network';
	// A wrapper script may be the parent of the browser itself.
	return line.includes('--type=') || !line.includes('--user-data-dir') ? 'other' : 'browser';
}

const pids = (): number[] =>
	readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name))
		.map(Number);

const parentOf = (pid: number): number =>
	Number(/^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0);

function descends(pid: number, ancestor: number, parents: ReadonlyMap<number, number>): boolean {
	let at = parents.get(pid);
	while (at !== undefined && at > 1 && at !== ancestor) at = parents.get(at);
	return at === ancestor;
}

const residentOf = (pid: number): number =>
	(Number(read(pid, 'statm').split(' ')[1] ?? 0) * PAGE_BYTES) / 2 ** 20;

/** User and system time, in seconds. */
function processorOf(pid: number): number {
	const fields = read(pid, 'stat').split(') ')[1]?.split(' ') ?? [];
	return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_SECOND;
}

/** A process may end between being listed and being read. */
function read(pid: number, file: string): string {
	try {
		return readFileSync(`/proc/${String(pid)}/${file}`, 'utf8');
	} catch {
		return '';
	}
}
