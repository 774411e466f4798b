/** `node src/server/main.ts`: starts the portal, says where it is, and stops cleanly when asked to. */
import { pino } from 'pino';
import { ConfigError, readConfig } from './config.ts';
import { MigrationError } from './db/migrate.ts';
import { startPortal, type Portal } from './start.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);

try {
	const config = readConfig(process.env);
	const log = pino({ level: config.logLevel, base: null });
	const portal = await startPortal(config, log);
	say(`Tallyport is at ${config.origin}`);
	if (portal.setupLink !== null) {
		say(`Set it up with this one-time link: ${portal.setupLink}`);
	}
	stopWhenAsked(portal);
} catch (failure) {
	process.stderr.write(`${explainStart(failure)}\n`);
	process.exitCode = 1;
}

function stopWhenAsked(portal: Portal): void {
	let stopping = false;
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => {
			// A second Ctrl-C means now.
			if (stopping) process.exit(130);
			stopping = true;
			void portal.stop().then(() => process.exit(0));
		});
	}
}

function explainStart(failure: unknown): string {
	if (failure instanceof ConfigError || failure instanceof MigrationError) return failure.message;
	if (failure instanceof Error && 'code' in failure && failure.code === 'EADDRINUSE') {
		return 'Another program is using this port. Choose another with PORT=8701.';
	}
	return failure instanceof Error
		? (failure.stack ?? failure.message)
		: 'The portal did not start.';
}
