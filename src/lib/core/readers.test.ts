import { describe, expect, it } from 'vitest';
import type { FirmId, TeamId, UserId } from '../../crypto/brands.ts';
import type { PersonView, ReadersView } from '../../vault/view.ts';
import { sealSentence } from './readers.ts';

const person = (id: string, kind: PersonView['kind'], isMe = false): PersonView => ({
	kind,
	id: id as UserId,
	name: id,
	role: null,
	fingerprint: '',
	isMe,
	since: 0
});

const readers = (clients: PersonView[], ...teams: PersonView[][]): ReadersView => ({
	teams: teams.map((members, index) => ({ team: String(index) as TeamId, name: 'Team', members })),
	clients,
	links: [],
	escrow: { ...person('kit', 'escrow'), id: 'kit' as UserId | FirmId },
	epoch: 1,
	epochStartedAt: 0,
	former: [],
	firmFingerprint: '',
	behind: false
});

const me = person('Maria', 'client', true);
const sam = person('Sam', 'staff');
const ana = person('Ana', 'staff');

describe('the sentence that says who can open the files', () => {
	it('counts the people of the firm and names the recovery kit', () => {
		expect(sealSentence(readers([me], [sam]), 'Harbor & Finch')).toBe(
			'Only you, one person at Harbor & Finch and the firm’s printed recovery kit can open these files; the server cannot.'
		);
	});

	it('counts somebody in two teams once', () => {
		expect(sealSentence(readers([me], [sam, ana], [ana]), 'HF')).toContain('two people at HF');
	});

	it('names the other clients of a shared vault', () => {
		expect(sealSentence(readers([me, person('Chidi', 'client')], [sam]), 'HF')).toContain(
			'Only you, Chidi, one person'
		);
	});
});
