import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { noise } from './people.ts';
import { openPortal, type TestPortal } from '../server/portal.ts';
import { fileOf, foundFirm, hire, send, sha256, welcome } from './people.ts';

describe('exchanging documents', () => {
	let portal: TestPortal;
	beforeEach(async () => {
		portal = await openPortal();
	});
	afterEach(() => portal.close());

	test('what a client sent before a colleague came is no news to them, and what comes after is', async () => {
		const { owner } = await foundFirm(portal);
		const { vault, client } = await welcome(portal, owner, 'Ada');
		const about = { kind: 'vault', id: null } as const;
		const words = { about, files: [], text: 'Hello', read: null };
		await send(client, vault, fileOf('before.pdf', noise(10)));
		await client.core.sendMessage(vault, 'one', words);
		const late = await hire(portal, owner, 'Lea');
		expect((await late.core.clients())[0]).toMatchObject({ files: 1, newFiles: 0, newMessages: 0 });
		expect((await late.core.openVault(vault)).files.map(({ isNews }) => isNews)).toEqual([false]);
		await send(client, vault, fileOf('after.pdf', noise(10)));
		await client.core.sendMessage(vault, 'two', words);
		expect((await late.core.clients())[0]).toMatchObject({ files: 2, newFiles: 1, newMessages: 1 });
		const { files } = await late.core.openVault(vault);
		expect(files.map(({ name, isNews }) => [name, isNews])).toEqual([
			['before.pdf', false],
			['after.pdf', true]
		]);
	});

	test('a client and the firm exchange files both ways and see who opened what', async () => {
		const { owner } = await foundFirm(portal);
		const preparer = await hire(portal, owner, 'Sam');
		const { vault, client } = await welcome(portal, preparer, 'Maria Okafor');

		const content = noise(200_000);
		await send(client, vault, fileOf('W-2.pdf', content));
		expect((await preparer.core.clients())[0]).toMatchObject({
			name: 'Maria Okafor',
			status: 'joined',
			newFiles: 1,
			files: 1
		});
		const seen = await preparer.core.openVault(vault);
		const [file] = seen.files;
		expect(file).toMatchObject({ name: 'W-2.pdf', size: 200_000, opensAs: 'pdf' });
		const opened = await preparer.core.openFile(vault, file!.file);
		expect(sha256(await opened.content.arrayBuffer())).toBe(sha256(content));
		const after = await client.core.openVault(vault);
		expect(after.files[0]?.viewedByOther?.name).toBe('Sam');
		expect(after.history.map(({ did }) => did)).toContain('opened W-2.pdf');
		expect(after.readers.teams[0]?.members.map(({ name }) => name)).toEqual(['Olu', 'Sam']);

		await send(owner, vault, fileOf('Draft.pdf', noise(10)));
		const draft = (await client.core.openVault(vault)).files.find(
			({ name }) => name === 'Draft.pdf'
		);
		expect((await client.core.openFile(vault, draft!.file)).content.size).toBe(10);

		await client.core.lock();
		await client.core.signIn(await client.signIn());
		expect((await client.core.openVault(vault)).files).toHaveLength(2);
	});
});
