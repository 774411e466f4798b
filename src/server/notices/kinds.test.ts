import { expect, test } from 'vitest';
import { toldTo } from './kinds.ts';

test('files and messages are told to the other side', () => {
	for (const kind of ['file.added', 'message.sent']) {
		expect(toldTo(kind, 'staff')).toBe('members');
		expect(toldTo(kind, 'member')).toBe('staff');
	}
});

test('what staff ask for is told to clients, and their answer to staff', () => {
	for (const kind of [
		'request.listed',
		'request.returned',
		'approval.asked',
		'approval.scan-returned',
		'stage.set'
	]) {
		expect(toldTo(kind, 'staff')).toBe('members');
		expect(toldTo(kind, 'member')).toBeNull();
	}
	for (const kind of [
		'request.answered',
		'approval.given',
		'approval.declined',
		'approval.scanned'
	]) {
		expect(toldTo(kind, 'member')).toBe('staff');
		expect(toldTo(kind, 'staff')).toBeNull();
	}
});

test.each([
	'message.removed',
	'note.written',
	'note.removed',
	'details.kept',
	'approval.scan-accepted',
	'file.reopened',
	'file.viewed',
	'message.read',
	'member.removed',
	'a.kind.of.next.year'
])('%s is told to nobody', (kind) => {
	expect([toldTo(kind, 'staff'), toldTo(kind, 'member')]).toEqual([null, null]);
});
