/**
 * The meaning of a log entry once its payload and body are parsed: a closed union per log. What does not fit its
 * schema never becomes an event, so the folds see only well-formed data.
 */
import { z } from 'zod';
import { firmBodies, firmPayloads, vaultBodies, vaultPayloads } from '../contract/log.ts';

const event = <K extends string, P extends z.ZodType, B extends z.ZodType>(
	kind: K,
	payload: P,
	body: B
) => z.strictObject({ kind: z.literal(kind), payload, body: body.nullable() });

const bodiless = z.null();

export const firmEvent = z.discriminatedUnion('kind', [
	event('firm.genesis', firmPayloads['firm.genesis'], firmBodies['firm.genesis']),
	event('firm.changed', firmPayloads['firm.changed'], firmBodies['firm.changed']),
	event('stages.named', firmPayloads['stages.named'], firmBodies['stages.named']),
	event('welcome.written', firmPayloads['welcome.written'], firmBodies['welcome.written']),
	event('template.kept', firmPayloads['template.kept'], firmBodies['template.kept']),
	event('template.removed', firmPayloads['template.removed'], firmBodies['template.removed']),
	event('staff.invited', firmPayloads['staff.invited'], firmBodies['staff.invited']),
	event('staff.uninvited', firmPayloads['staff.uninvited'], bodiless),
	event('staff.joined', firmPayloads['staff.joined'], firmBodies['staff.joined']),
	event('team.granted', firmPayloads['team.granted'], bodiless),
	event('team.rotated', firmPayloads['team.rotated'], bodiless),
	event('staff.removed', firmPayloads['staff.removed'], bodiless),
	event('staff.rekeyed', firmPayloads['staff.rekeyed'], bodiless),
	event('escrow.used', firmPayloads['escrow.used'], firmBodies['escrow.used'])
]);
export type FirmEvent = z.output<typeof firmEvent>;

export const vaultEvent = z.discriminatedUnion('kind', [
	event('vault.genesis', vaultPayloads['vault.genesis'], vaultBodies['vault.genesis']),
	event('vault.renamed', vaultPayloads['vault.renamed'], vaultBodies['vault.renamed']),
	event('epoch.started', vaultPayloads['epoch.started'], vaultBodies['epoch.started']),
	event('member.invited', vaultPayloads['member.invited'], vaultBodies['member.invited']),
	event('member.uninvited', vaultPayloads['member.uninvited'], vaultBodies['member.uninvited']),
	event('member.joined', vaultPayloads['member.joined'], vaultBodies['member.joined']),
	event('member.removed', vaultPayloads['member.removed'], vaultBodies['member.removed']),
	event('member.rekeyed', vaultPayloads['member.rekeyed'], vaultBodies['member.rekeyed']),
	event('folder.made', vaultPayloads['folder.made'], vaultBodies['folder.made']),
	event('folder.renamed', vaultPayloads['folder.renamed'], vaultBodies['folder.renamed']),
	event('folder.removed', vaultPayloads['folder.removed'], vaultBodies['folder.removed']),
	event('file.added', vaultPayloads['file.added'], vaultBodies['file.added']),
	event('file.changed', vaultPayloads['file.changed'], vaultBodies['file.changed']),
	event('file.removed', vaultPayloads['file.removed'], bodiless),
	event('file.viewed', vaultPayloads['file.viewed'], vaultBodies['file.viewed']),
	event('file.reopened', vaultPayloads['file.reopened'], vaultBodies['file.reopened']),
	event('drop.opened', vaultPayloads['drop.opened'], vaultBodies['drop.opened']),
	event('drop.closed', vaultPayloads['drop.closed'], bodiless),
	event('drop.accepted', vaultPayloads['drop.accepted'], vaultBodies['drop.accepted']),
	event('drop.discarded', vaultPayloads['drop.discarded'], bodiless),
	event('request.listed', vaultPayloads['request.listed'], vaultBodies['request.listed']),
	event('request.edited', vaultPayloads['request.edited'], vaultBodies['request.edited']),
	event('request.removed', vaultPayloads['request.removed'], vaultBodies['request.removed']),
	event('request.answered', vaultPayloads['request.answered'], vaultBodies['request.answered']),
	event('request.accepted', vaultPayloads['request.accepted'], vaultBodies['request.accepted']),
	event('request.returned', vaultPayloads['request.returned'], vaultBodies['request.returned']),
	event('request.waived', vaultPayloads['request.waived'], vaultBodies['request.waived']),
	event('request.reopened', vaultPayloads['request.reopened'], vaultBodies['request.reopened']),
	event('message.sent', vaultPayloads['message.sent'], vaultBodies['message.sent']),
	event('message.read', vaultPayloads['message.read'], vaultBodies['message.read']),
	event('message.removed', vaultPayloads['message.removed'], bodiless),
	event('note.written', vaultPayloads['note.written'], bodiless),
	event('note.removed', vaultPayloads['note.removed'], bodiless),
	event('approval.asked', vaultPayloads['approval.asked'], vaultBodies['approval.asked']),
	event('approval.given', vaultPayloads['approval.given'], vaultBodies['approval.given']),
	event('approval.declined', vaultPayloads['approval.declined'], vaultBodies['approval.declined']),
	event(
		'approval.withdrawn',
		vaultPayloads['approval.withdrawn'],
		vaultBodies['approval.withdrawn']
	),
	event('approval.scanned', vaultPayloads['approval.scanned'], vaultBodies['approval.scanned']),
	event(
		'approval.scan-accepted',
		vaultPayloads['approval.scan-accepted'],
		vaultBodies['approval.scan-accepted']
	),
	event(
		'approval.scan-returned',
		vaultPayloads['approval.scan-returned'],
		vaultBodies['approval.scan-returned']
	),
	event('files.tagged', vaultPayloads['files.tagged'], vaultBodies['files.tagged']),
	event('files.moved', vaultPayloads['files.moved'], vaultBodies['files.moved']),
	event('files.removed', vaultPayloads['files.removed'], bodiless),
	event('folders.made', vaultPayloads['folders.made'], vaultBodies['folders.made']),
	event('version.restored', vaultPayloads['version.restored'], vaultBodies['version.restored']),
	event('stage.set', vaultPayloads['stage.set'], vaultBodies['stage.set']),
	event('details.kept', vaultPayloads['details.kept'], bodiless)
]);
export type VaultEvent = z.output<typeof vaultEvent>;

export type EventOf<E extends { kind: string }, K extends E['kind']> = Extract<E, { kind: K }>;
