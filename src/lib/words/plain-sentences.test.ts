/** Finds what a component says in plain English, without `say`, so that no screen falls behind in another language. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'svelte/compiler';
import { expect, it } from 'vitest';
import { spanish } from './es/index.ts';

/** Not translated yet, or not for people at all. */
const LEFT = [
	'src/routes/gallery/',
	'src/routes/setup/',
	'src/lib/screens/approvals/ApprovalCard.svelte',
	'src/lib/screens/approvals/AskApproval.svelte',
	'src/lib/screens/approvals/StaffApprovals.svelte',
	'src/lib/screens/clients/',
	'src/lib/screens/door/FirmRecovery.svelte',
	'src/lib/screens/door/SetUp.svelte',
	'src/lib/screens/door/WaitingForKeys.svelte',
	'src/lib/screens/drops/Arrivals.svelte',
	'src/lib/screens/drops/DropLinkDialog.svelte',
	'src/lib/screens/drops/DropLinks.svelte',
	'src/lib/screens/firm/FacePreview.svelte',
	'src/lib/screens/firm/FirmPage.svelte',
	'src/lib/screens/firm/MailState.svelte',
	'src/lib/screens/firm/PushState.svelte',
	'src/lib/screens/firm/StagesCard.svelte',
	'src/lib/screens/firm/WelcomeCard.svelte',
	'src/lib/screens/invite/',
	'src/lib/screens/records/',
	'src/lib/screens/requests/AttachFile.svelte',
	'src/lib/screens/requests/ChecklistCard.svelte',
	'src/lib/screens/requests/ChecklistEditor.svelte',
	'src/lib/screens/requests/ItemEditor.svelte',
	'src/lib/screens/requests/ReminderDialog.svelte',
	'src/lib/screens/requests/ReminderLine.svelte',
	'src/lib/screens/requests/RequestsPage.svelte',
	'src/lib/screens/requests/RequestsTable.svelte',
	'src/lib/screens/requests/Review.svelte',
	'src/lib/screens/requests/RollForward.svelte',
	'src/lib/screens/requests/StaffRequestRow.svelte',
	'src/lib/screens/requests/StaffRequests.svelte',
	'src/lib/screens/requests/TemplatePicker.svelte',
	'src/lib/screens/search/',
	'src/lib/screens/stages/StaffStages.svelte',
	'src/lib/screens/team/',
	'src/lib/screens/vault/AddYear.svelte',
	'src/lib/screens/vault/EndAccess.svelte',
	'src/lib/screens/vault/FileTableRow.svelte',
	'src/lib/screens/vault/FolderRow.svelte',
	'src/lib/screens/vault/ReachClient.svelte',
	'src/lib/screens/vault/RemindClient.svelte',
	'src/lib/screens/vault/StaffFiles.svelte',
	'src/lib/screens/vault/StaffVault.svelte',
	'src/lib/screens/vault/VaultAside.svelte',
	'src/lib/screens/StaffFrame.svelte',
	'src/routes/(portal)/clients/'
];

/** The name of the program is the same everywhere; "Files" is a kind of data that browsers drop. */
const NOT_SENTENCES = new Set(['Tallyport', '– Tallyport', 'Files']);

/** Attributes and properties that are read by somebody. */
const READ =
	/^(?:label|title|dropTitle|placeholder|hint|confirm|cancel|lead|alt|description|heading|notice|verb|aria-(?:label|description|roledescription|valuetext|placeholder))$/u;
const isSaid = (text: string): boolean => /\p{L}{2}/u.test(text) && !NOT_SENTENCES.has(text.trim());
/**
 * In a script, what looks like a sentence or a label: several words, or a capital letter first. What a catalogue has is
 * said where it is shown: the type of such tables sees to it.
 */
const looksSaid = (text: string): boolean =>
	/^\p{Lu}\p{Ll}|\p{L} \p{L}/u.test(text) &&
	!Object.hasOwn(spanish, text) &&
	!NOT_SENTENCES.has(text);

/** What `say` is given is said; errors that are thrown and what is compared are not read by anybody. */
const SPEAKING = new Set(['say', 'sayCount', 'sayKnown', 'phrase', 'phraseCount']);
/** What these are given is for the browser. */
const FOR_BROWSERS = new Set(['querySelector', 'querySelectorAll', 'includes', 'matchMedia']);
const notRead = (attribute: string | null): boolean =>
	attribute === 'class' || attribute === 'rel' || attribute === 'style';

interface Node {
	readonly type: string;
	readonly [property: string]: unknown;
}
const isNode = (value: unknown): value is Node =>
	typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

function plainIn(node: unknown, attribute: string | null, found: string[]): void {
	if (Array.isArray(node)) for (const one of node) plainIn(one, attribute, found);
	if (!isNode(node)) return;
	const name = typeof node['name'] === 'string' ? node['name'] : '';
	switch (node.type) {
		case 'Text': {
			const text = String(node['data']);
			if (isSaid(text) && (attribute === null || READ.test(attribute))) found.push(text.trim());
			return;
		}
		case 'Literal':
			if (typeof node['value'] === 'string' && looksSaid(node['value']) && !notRead(attribute))
				found.push(node['value']);
			return;
		case 'TemplateElement': {
			const { cooked } = node['value'] as { cooked: string };
			if (/\p{L}{2,} |^\p{Lu}\p{Ll}| \p{L}{2,}/u.test(cooked) && !notRead(attribute))
				found.push(cooked);
			return;
		}
		case 'CallExpression': {
			const callee = node['callee'];
			if (!isNode(callee)) break;
			if (SPEAKING.has(String(callee['name']))) return;
			const { property } = callee;
			if (isNode(property) && FOR_BROWSERS.has(String(property['name']))) return;
			break;
		}
		case 'NewExpression':
		case 'StyleDirective':
		case 'ImportDeclaration':
		case 'ImportExpression':
		case 'StyleSheet':
			return;
		case 'BinaryExpression':
			if (String(node['operator']).endsWith('==')) return;
			break;
		case 'Attribute':
			plainIn(node['value'], name, found);
			return;
		case 'ExpressionTag':
			if (attribute === null) found.push(...shownBy(node['expression']));
			break;
	}
	if (node.type.startsWith('TS') && !/^TS(?:As|Satisfies|NonNull)/u.test(node.type)) return;
	for (const [key, value] of Object.entries(node))
		if (!['parent', 'metadata', 'loc', 'typeAnnotation', 'typeArguments', 'css'].includes(key))
			plainIn(value, attribute, found);
}

/** Of what stands in the text, even a single small word is read. */
function shownBy(expression: unknown): string[] {
	if (!isNode(expression)) return [];
	const { value, consequent, alternate, left, right } = expression;
	if (expression.type === 'Literal')
		return typeof value === 'string' && isSaid(value) && !looksSaid(value) ? [value] : [];
	if (expression.type === 'ConditionalExpression') return [consequent, alternate].flatMap(shownBy);
	return expression.type === 'LogicalExpression' ? [left, right].flatMap(shownBy) : [];
}

function plainSentences(source: string): string[] {
	const { fragment, instance, module } = parse(source, { modern: true });
	const found: string[] = [];
	for (const part of [fragment, instance?.content, module?.content]) plainIn(part, null, found);
	return found;
}

const components = ['src/lib', 'src/routes'].flatMap((folder) =>
	readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((path) => path.endsWith('.svelte'))
		.map((path) => join(folder, path))
);
const isLeft = (path: string): boolean => LEFT.some((left) => path.startsWith(left));

it('a component says nothing in plain English', () => {
	const plain = components
		.filter((path) => !isLeft(path))
		.flatMap((path) =>
			plainSentences(readFileSync(path, 'utf8')).map((text) => `${path}: ${text}`)
		);
	expect(plain).toEqual([]);
});

it('nothing is left out that is translated already, or gone', () => {
	const done = LEFT.filter((left) => {
		const within = components.filter((path) => path.startsWith(left));
		return within.every((path) => plainSentences(readFileSync(path, 'utf8')).length === 0);
	});
	expect(done).toEqual([]);
});

it.each([
	['<p>Some text</p>', 'Some text'],
	['<Button label="Close" />', 'Close'],
	["<p>{isNew ? 'A new thing' : say('Seen')}</p>", 'A new thing'],
	["<p>{isNew ? 'new' : ''}</p>", 'new'],
	['<script>const title = `Hello ${name}`;</script>', 'Hello ']
])('finds what %s says', (source, text) => expect(plainSentences(source)).toEqual([text]));
