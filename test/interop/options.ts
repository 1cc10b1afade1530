import { parseArgs } from 'node:util';
import { TRANSPORTS } from '../../contract/run-config';
import { refuseUnknown } from '../support/known-names';
import { CLIENT_IDS, SDK_IDS, SERVER_IDS } from './sdks/catalogue';

export interface Options {
  /** Each empty list selects everything. */
  readonly clients: readonly string[];
  readonly servers: readonly string[];
  readonly transports: readonly string[];
  /** What may not be left out of the run. */
  readonly required: readonly string[];
}

export const USAGE = `Usage: npm run interop -- [--client NAMES] [--server NAMES] [--transport NAMES] [--require NAMES]

Names are separated by commas.
  --client     ${CLIENT_IDS.join(', ')} (default: all)
  --server     ${SERVER_IDS.join(', ')} (default: all)
  --transport  ${TRANSPORTS.join(', ')} (default: all)
  --require    ${SDK_IDS.join(', ')} (default: none): exit with 2 when one cannot be run on this machine
`;

const NAMES = { type: 'string', multiple: true, default: [] as string[] } as const;

/** Throws on an option or a name there is not. */
export function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: { client: NAMES, server: NAMES, transport: NAMES, require: NAMES },
  });
  return {
    clients: parseNames('--client', values.client, CLIENT_IDS),
    servers: parseNames('--server', values.server, SERVER_IDS),
    transports: parseNames('--transport', values.transport, TRANSPORTS),
    required: parseNames('--require', values.require, SDK_IDS),
  };
}

function parseNames(option: string, values: readonly string[], known: readonly string[]): string[] {
  const names = values.flatMap((value) => value.split(',')).map((name) => name.trim());
  refuseUnknown(option, names, known);
  return names;
}
