import { describe, expect, test } from 'vitest';
import type { Evidence } from '../../vault/evidence.ts';
import { raised, recordFile, type Alarm } from './alarms.ts';

const problem = (code: string) => ({ code, message: 'Stop.', alarming: true });
const seen = (code: string, vault: string, at = '2026-04-15T12:00:00.000Z'): Evidence => ({
	format: 'tallyport evidence 1',
	code,
	message: 'Stop.',
	at,
	build: null,
	reading: 'vault log',
	ids: { vault }
});
const ring = (alarms: readonly Alarm[], code: string, evidence: Evidence | null) =>
	raised(alarms, evidence ? { problem: problem(code), evidence } : { problem: problem(code) });

describe('alarms', () => {
	test('of one kind share a warning and keep every record', () => {
		let alarms = ring([], 'log-broken', seen('log-broken', 'a'));
		alarms = ring(alarms, 'log-broken', seen('log-broken', 'b'));
		alarms = ring(alarms, 'file-damaged', seen('file-damaged', 'a'));
		expect(alarms.map((alarm) => [alarm.problem.code, alarm.evidence.length])).toEqual([
			['log-broken', 2],
			['file-damaged', 1]
		]);
	});

	test('that repeat are recorded once, with the first time', () => {
		const first = ring([], 'log-broken', seen('log-broken', 'a'));
		const again = ring(first, 'log-broken', seen('log-broken', 'a', '2026-04-15T13:00:00.000Z'));
		expect(again[0]?.evidence).toEqual([seen('log-broken', 'a')]);
	});

	test('without a record still ring', () => {
		const alarms = ring([], 'program-refused', null);
		expect(alarms).toEqual([{ problem: problem('program-refused'), evidence: [] }]);
		expect(ring(alarms, 'program-refused', null)).toEqual(alarms);
	});

	test('of a portal that never stops lying take up no more and more memory', () => {
		let alarms: Alarm[] = [];
		for (let n = 0; n < 200; n++)
			alarms = ring(alarms, 'log-broken', seen('log-broken', String(n)));
		expect(alarms[0]?.evidence.length).toBe(50);
	});

	test('are saved as a JSON file of the day', async () => {
		const [alarm] = ring([], 'log-broken', seen('log-broken', 'a'));
		if (!alarm) throw new Error('no alarm');
		const { name, content } = recordFile(alarm);
		expect(name).toBe('tallyport-record-2026-04-15.json');
		expect(JSON.parse(await content.text())).toEqual([seen('log-broken', 'a')]);
	});
});
