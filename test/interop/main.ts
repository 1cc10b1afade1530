/** `npm run interop`: do other people's clients and servers work through the proxy as they do without it? */
import { runMatrix } from './matrix';
import type { Row } from './matrix';
import { USAGE, parseOptions } from './options';
import type { Options } from './options';
import { SDKS } from './sdks/catalogue';
import { NotRunnable } from './sdks/sdk';
import type { Peer, Programs, Sdk } from './sdks/sdk';
import { countCells, describeFailures, renderTable } from './table';
import { print, printList, reportProgress } from '../support/print';

/** `unable`: the command line is wrong, nothing was compared, or something required could not be run. */
const EXIT = { same: 0, different: 1, unable: 2 } as const;

interface Installed {
  readonly programs: ReadonlyMap<Sdk, Programs>;
  /** Why the others cannot be run, by id. */
  readonly notRun: ReadonlyMap<string, string>;
}

async function main(argv: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(argv);
  } catch (error) {
    process.stderr.write(`${String(error)}\n\n${USAGE}`);
    return EXIT.unable;
  }
  const { programs, notRun } = await installSdks(SDKS.filter(({ id }) => isNeeded(id, options)));
  const rows = await runMatrix(
    {
      clients: selectPeers(programs, options.clients, ({ client }) => client),
      servers: selectPeers(programs, options.servers, ({ server }) => server),
      transports: options.transports,
    },
    reportProgress,
  );
  printResults(rows, programs, notRun);
  if (countCells(rows).losses > 0) return EXIT.different;
  return rows.length === 0 || options.required.some((id) => notRun.has(id)) ? EXIT.unable : EXIT.same;
}

function isSelected(names: readonly string[], id: string): boolean {
  return names.length === 0 || names.includes(id);
}

function isNeeded(id: string, { clients, servers, required }: Options): boolean {
  return isSelected(clients, id) || isSelected(servers, id) || required.includes(id);
}

async function installSdks(sdks: readonly Sdk[]): Promise<Installed> {
  const programs = new Map<Sdk, Programs>();
  const notRun = new Map<string, string>();
  for (const sdk of sdks) {
    try {
      programs.set(sdk, await sdk.install(reportProgress));
    } catch (error) {
      if (!(error instanceof NotRunnable)) throw error;
      notRun.set(sdk.id, error.message);
    }
  }
  return { programs, notRun };
}

function selectPeers(
  programs: Installed['programs'],
  names: readonly string[],
  toCommand: (programs: Programs) => Peer['command'] | undefined,
): Peer[] {
  return [...programs].flatMap(([{ id }, installed]) => {
    const command = toCommand(installed);
    return command !== undefined && isSelected(names, id) ? [{ id, command }] : [];
  });
}

function printResults(
  rows: readonly Row[],
  programs: Installed['programs'],
  notRun: Installed['notRun'],
): void {
  const { direct, losses } = countCells(rows);
  if (rows.length > 0) print('', renderTable(rows));
  printList(
    'Versions',
    [...programs].map(([{ id }, { version }]) => `${id} ${version}`),
  );
  printList('Failed', describeFailures(rows));
  printList(
    'Not run',
    [...notRun].map(([id, reason]) => `${id}: ${reason}`),
  );
  print('', `${direct} steps work directly, ${losses} of them not through the proxy`);
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = EXIT.unable;
  },
);
