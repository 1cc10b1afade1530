/** The command line of the program in the pod: what may stand there, and the text that explains it. */
import { parseArgs } from 'node:util';
import { SEARCH_PATHS } from '../config/load';
import { parsePort } from './port';

/** What goes on top of the RunConfig. */
export interface RunOptions {
  /** The file to start from, instead of the first of the search paths. */
  readonly config?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/** What a command line asks for, or what is wrong with it. */
export type CommandLine =
  | { readonly asks: 'run'; readonly options: RunOptions }
  | { readonly asks: 'help' | 'version' }
  | { readonly asks: 'nothing'; readonly problem: string };

const USAGE = 'usage: mcp-remote-proxy run [--config <file>] [--host <address>] [--port <port>]';

export const RUN_HELP = `Usage: mcp-remote-proxy run [options]

Starts the proxy that a RunConfig describes. Every problem of the RunConfig and
every missing secret is reported at once, and the process ends with 1, before it
listens.

Options:
  --config <file>   RunConfig to start from (default: the first of
                    ${SEARCH_PATHS.join(',\n                    ')})
  --host <address>  listen on this address instead of the RunConfig's
  --port <port>     listen on this port instead of the RunConfig's; 0 is any free
                    one
  --help            print this help

Environment:
  TOOLHIVE_SECRETS_PROVIDER    environment, when headers come from secrets
  TOOLHIVE_SECRET_<id>         value of the secret with that identifier
  TOOLHIVE_DEBUG=true          also log every request that went well

Exit codes: 0 stopped by a signal, 1 wrong configuration, 2 wrong command line
`;

const OPTIONS = {
  config: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** ToolHive's operator passes this one and one positional argument, and both change nothing. */
const FOREGROUND = /^--foreground(?:=|$)/;
const MAX_PLACEHOLDERS = 1;

/** Reads the arguments after the name of the program. */
export function parseCommandLine([command, ...args]: readonly string[]): CommandLine {
  if (command === 'run') return parseRun(args.filter((arg) => !FOREGROUND.test(arg)));
  if (command === '--help') return { asks: 'help' };
  if (command === '--version') return { asks: 'version' };
  return wrong(
    command === undefined
      ? 'no command'
      : `this program has no ${JSON.stringify(command)}: every command but run is in the npm package mcp-remote-proxy`,
  );
}

function parseRun(args: string[]): CommandLine {
  try {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const { config, host } = values;
    if (values.help) return { asks: 'help' };
    if (positionals.length > MAX_PLACEHOLDERS) return wrong('too many arguments');
    const port = values.port === undefined ? undefined : parsePort(values.port);
    return { asks: 'run', options: { config, host, port } };
  } catch (error) {
    return wrong(firstSentence(error));
  }
}

function wrong(problem: string): CommandLine {
  return { asks: 'nothing', problem: `${problem}\n${USAGE}` };
}

/** Node goes on to explain what to do with arguments that there are none of here. */
function firstSentence(error: unknown): string {
  const { message } = error as Error;
  return message.split(/\.\s/)[0] ?? message;
}
