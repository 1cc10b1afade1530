/** The process edge of the program in the pod. */
import { parseCommandLine, RUN_HELP } from './commands/command-line';
import type { CommandLine } from './commands/command-line';
import { run } from './commands/run';
import { EXIT } from './errors';

declare const PACKAGE_VERSION: string;

/** How long what is left of the process may take to end by itself. */
const LEFTOVERS_MS = 100;

// Without a listener Node opens an inspector, through which whoever reaches its port reads the secrets. The flag
// --disable-sigusr1 says the same for the moment before this, but not everyone starts Node with it.
process.on('SIGUSR1', () => {});

process.exitCode = await main(parseCommandLine(process.argv.slice(2)));

/** Started with an IPC channel, as by `local`, the process does not outlive whoever holds the other end. */
function endWithParent(): void {
  const end = () => process.exit(EXIT.forced);
  // Undefined where there is no channel, though its type says otherwise.
  const { connected } = process as { readonly connected?: boolean };
  if (connected === false) end();
  process.once('disconnect', end);
  // Neither the channel nor the wait for its end keeps the process.
  process.channel?.unref();
}

async function main(line: CommandLine): Promise<number> {
  switch (line.asks) {
    case 'run': {
      endWithParent();
      const code = await run(line.options);
      // Only when something keeps the process: a connection still being made must not outlive the deadline.
      setTimeout(() => process.exit(), LEFTOVERS_MS).unref();
      return code;
    }
    case 'help':
      process.stdout.write(RUN_HELP);
      return EXIT.ok;
    case 'version':
      process.stdout.write(`${PACKAGE_VERSION}\n`);
      return EXIT.ok;
    case 'nothing':
      process.stderr.write(`error: ${line.problem}\n`);
      return EXIT.usage;
  }
}
