/**
 * The `tallyport` command: checks that need no trust in the portal they concern. Exit codes: 0 all is well, 1 something
 * is not as it should be, 2 it could not be checked; of an approval also 3, somebody answered on paper.
 */
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { verifyApproval, type VerifyApprovalOptions } from './verify-approval.ts';
import { runVerifySite } from './verify-site.ts';
import { verifyLog, type VerifyLogOptions } from './verify-log.ts';

const program = new Command('tallyport')
	.description('Checks a Tallyport portal from outside.')
	.exitOverride()
	.showHelpAfterError();

program
	.command('verify-log')
	.description(
		'Check exported records from genesis to head, with no server, and say who signed what.'
	)
	.argument('<file>', 'a records file, as saved by the portal')
	.option('--firm <id>', 'the firm’s id or fingerprint, as printed or read out by the firm')
	.option('--heads <file...>', 'heads kept earlier, or other records, that these must continue')
	.option('--summary', 'leave out the list of entries')
	.option('--json', 'answer in JSON')
	.addHelpText(
		'after',
		`
Exit codes: 0 the records are sound (and continue every head given), 1 they are not, 2 they could not be read.
Records cannot show what came after them, nor that they are the only ones: keep heads and compare.`
	)
	.action(async (file: string, options: VerifyLogOptions) => {
		process.exitCode = await verifyLog(file, options, process);
	});

program
	.command('verify-approval')
	.description(
		'Check, with no server, that a document was approved: by whom, in what words, and when.'
	)
	.argument('<document>', 'the document, as it was approved')
	.argument('<certificate>', 'the certificate, or a records file with names')
	.option('--firm <id>', 'the firm’s id or fingerprint, as printed or read out by the firm')
	.addHelpText(
		'after',
		`
Exit codes: 0 this document was approved by everybody who was asked, 1 it was not, 2 it could not be checked,
3 everybody answered, but somebody on paper: no digital signature of theirs exists, and the scan is named.
A name is the one by which the firm knew the person: who holds the keys is for the firm to know.`
	)
	.action(async (document: string, certificate: string, options: VerifyApprovalOptions) => {
		process.exitCode = await verifyApproval(document, certificate, options, process);
	});

program
	.command('verify-site')
	.description(
		'Check that a portal serves exactly one build: every file, every page, every header.'
	)
	.argument('<url>', 'the portal’s address')
	.option(
		'--manifest <path>',
		'a build’s folder or its manifest, made or received independently of the portal',
		fileURLToPath(new URL('../../build', import.meta.url))
	)
	.addHelpText(
		'after',
		`
Exit codes: 0 the portal serves this build, 1 it does not, 2 it could not be checked.
It sees what the portal serves to this computer now, and nothing about what it serves to others.`
	)
	.action(async (url: string, { manifest }: { manifest: string }) => {
		const print = (line: string) => process.stdout.write(`${line}\n`);
		process.exitCode = await runVerifySite(url, { build: manifest }, print);
	});

try {
	await program.parseAsync();
} catch (error) {
	if (!(error instanceof CommanderError)) throw error;
	process.exitCode = error.exitCode === 0 ? 0 : 2;
}
