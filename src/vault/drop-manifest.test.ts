import { expect, test } from 'vitest';
import { planBlob } from '../crypto/age/file.ts';
import { decode, encode, isMap, type Value } from '../crypto/encoding.ts';
import { newDeliveryId, newItemId } from '../crypto/ids.ts';
import { hashFrom } from '../crypto/keys.ts';
import { randomBytes } from '../crypto/random.ts';
import { refusalOf } from '../../tests/vault/world.ts';
import {
	encodeDropManifest,
	MAX_NOTE,
	parseDropManifest,
	type DropManifest
} from './drop-manifest.ts';

const size = 20_000_000;
const plan = planBlob(size);
const manifest: DropManifest = {
	delivery: newDeliveryId(),
	name: 'a.pdf',
	type: 'application/pdf',
	size,
	stored: plan.storedSize,
	modified: null,
	parts: Array.from({ length: plan.parts }, () => hashFrom(randomBytes(32))),
	sender: 'Bea',
	note: '',
	time: 5,
	answers: null
};

function changed(change: Record<string, Value>) {
	const map = decode(encodeDropManifest(manifest));
	if (!isMap(map)) throw new Error();
	return refusalOf(() => parseDropManifest(encode({ ...map, ...change })));
}

test('a manifest comes back as it was', () => {
	expect(parseDropManifest(encodeDropManifest(manifest))).toEqual(manifest);
});

test('a manifest says what it answers, or nothing of it', () => {
	const answers = newItemId();
	const said = encodeDropManifest({ ...manifest, answers });
	expect(parseDropManifest(said)).toEqual({ ...manifest, answers });
	expect(decode(encodeDropManifest(manifest))).not.toHaveProperty('answers');
});

test('a name that could lead elsewhere or hide something is made one that cannot', () => {
	const named = (name: string) => parseDropManifest(encodeDropManifest({ ...manifest, name })).name;
	expect(named('../../etc/passwd')).toBe('passwd');
	expect(named('invoice\u202efdp.exe')).toBe('invoicefdp.exe');
	expect(named('...')).toBe('unnamed');
});

test.each<[string, Record<string, Value>]>([
	['a size that its parts do not have', { size: size + 8_000_000 }],
	['another stored size', { stored: plan.storedSize + 1 }],
	['a part too few', { parts: randomBytes(32) }],
	['half a hash', { parts: randomBytes(33) }],
	['no size', { size: 0 }],
	['a note too long', { note: 'x'.repeat(MAX_NOTE + 1) }],
	['an id of another length', { delivery: randomBytes(15) }],
	['an item’s id of another length', { answers: randomBytes(17) }],
	['two items', { answers: [randomBytes(16), randomBytes(16)] }],
	['one field more', { folder: null }]
])('a manifest with %s is refused', async (_, change) => {
	expect(await changed(change)).toBe('malformed');
});
