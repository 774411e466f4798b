/** docs/attacks.md, made from the table, so that what an auditor reads is what the tests run. */
import { inOrder, items, type Attack, type Ending } from './attacks.ts';
import { publications, type Publication } from './publications.ts';
import { preface, remains } from './prose.ts';

const inWords: Partial<Record<Ending, string>> = {
	rejected: 'shown as rejected, not applied',
	'no effect': 'no effect',
	'not prevented': 'not prevented (see below)'
};

const ending = (end: Ending): string => inWords[end] ?? `\`${end}\``;

const cite = (key: Publication): string =>
	key === 'own' ? 'own threat model' : publications[key].short;

const row = ({ id, name, needs, published, ends, runs }: Attack): string =>
	`| ${id} | ${name} | ${needs} | ${cite(published)} | ${ends.map(ending).join(', ')} | ${runs.join(', ')} |`;

const itemOf = ({ id }: Attack): number => Number(id.slice(0, 2));

function section(item: string, index: number): string[] {
	const rows = inOrder.filter((attack) => itemOf(attack) === index + 1).map(row);
	return [
		`### ${String(index + 1)}. ${item}`,
		'',
		'| id | attack | the server … | published | must end as | runs |',
		'|---|---|---|---|---|---|',
		...rows,
		''
	];
}

function changes(): string[] {
	const succeeded = inOrder.filter(({ changed }) => changed !== undefined);
	return [
		'## What first succeeded',
		'',
		`${String(succeeded.length)} of the ${String(inOrder.length)} attacks succeeded, wholly or in part, when they were first tried.`,
		'',
		'| id | what happened, and what was changed |',
		'|---|---|',
		...succeeded.map(({ id, changed }) => `| ${id} | ${changed ?? ''} |`),
		''
	];
}

const literature = (): string[] => [
	'## Publications',
	'',
	...Object.entries(publications)
		.filter(([key]) => key !== 'own')
		.map(([, { short, about, where }]) => `- **${short}**: ${about} (${where})`),
	''
];

export const document = (): string =>
	[
		...preface,
		'',
		'## The attacks',
		'',
		...items.flatMap(section),
		...changes(),
		...remains,
		'',
		...literature()
	].join('\n');
