/** Process edge of `local`: for each proxy the runtime as a process of its own, with the environment of its container. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { EXIT } from '../../runtime/src/index';
import { renderTable } from '../table';
import { parseListening, passLines, toPrefixes } from './output';
import type { Listening } from './output';
import { withPrivateFiles } from './private-files';
import type { LocalContainer } from './resolve-proxies';

/** How a container is reached on this machine. */
export interface Address {
  readonly host: string;
  /** 0 for any free one; the port of the RunConfig when missing. */
  readonly port?: number;
}

export interface Run {
  readonly container: LocalContainer;
  readonly address: Address;
}

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Runs the program in `entry` the way each container would be run, until all have ended; gives the exit code of the first
 * that did not end well. One that does not start keeps no other from it.
 */
export async function runProxies(entry: string, runs: readonly Run[]): Promise<number> {
  const prefixes = toPrefixes(runs.map(({ container }) => container.label));
  const children = new Set<ChildProcess>();
  const forward = (signal: NodeJS.Signals) => children.forEach((child) => child.kill(signal));
  // Nobody reads the output any more: that is no reason to end, and the next write is the first to know.
  const ignore = () => {};
  process.stdout.on('error', ignore);
  for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
  try {
    const proxies = runs.map((run, index) => startProxy(entry, run, prefixes[index] ?? '', children));
    const [codes] = await Promise.all([
      Promise.all(proxies.map(({ exit }) => exit)),
      announce(runs, proxies),
    ]);
    return codes.find((code) => code !== EXIT.ok) ?? EXIT.ok;
  } finally {
    for (const signal of FORWARDED_SIGNALS) process.off(signal, forward);
    process.stdout.off('error', ignore);
  }
}

interface StartedProxy {
  /** Undefined when it has ended without listening. */
  readonly listening: Promise<Listening | undefined>;
  readonly exit: Promise<number>;
}

function startProxy(
  entry: string,
  { container, address }: Run,
  prefix: string,
  children: Set<ChildProcess>,
): StartedProxy {
  let hear: (listening: Listening) => void = () => {};
  const heard = new Promise<Listening>((resolve) => (hear = resolve));
  const exit = withPrivateFiles(container, async (config) => {
    const child = startProcess([entry, ...container.args, ...toOptions(config, address)], container);
    children.add(child);
    const see = (line: string) => {
      const listening = parseListening(line);
      if (listening !== undefined) hear(listening);
    };
    try {
      return await waitForExit(child, prefix, see);
    } finally {
      children.delete(child);
    }
  });
  return { exit, listening: Promise.race([heard, exit.then(() => undefined)]) };
}

function toOptions(config: string, { host, port }: Address): string[] {
  return ['--config', config, '--host', host, ...(port === undefined ? [] : ['--port', String(port)])];
}

/**
 * In a process group of its own: Ctrl-C would reach it twice otherwise, and a second signal may mean "at once". The IPC
 * channel carries nothing: the runtime ends when it closes, which it does however this process ends.
 */
function startProcess(args: readonly string[], { env }: LocalContainer): ChildProcess {
  const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const;
  return spawn(process.execPath, [...process.execArgv, ...args], { env, stdio: [...stdio], detached: true });
}

async function waitForExit(
  child: ChildProcess,
  prefix: string,
  see: (line: string) => void,
): Promise<number> {
  const { stdout, stderr } = child;
  const outputs = [
    stdout === null ? undefined : passLines(stdout, process.stdout, prefix, see),
    stderr === null ? undefined : passLines(stderr, process.stderr, prefix),
  ].filter((output) => output !== undefined);
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  await Promise.all(outputs);
  // A shell's way to tell a signal from an exit code.
  return code ?? 128 + constants.signals[signal ?? 'SIGKILL'];
}

/** Tells people where the proxies listen, once that is known of all; the log is for programs. */
async function announce(runs: readonly Run[], proxies: readonly StartedProxy[]): Promise<void> {
  const found = await Promise.all(proxies.map(({ listening }) => listening));
  if (found.every((listening) => listening === undefined)) return;
  const rows = runs.map(({ container }, index) => {
    const { url = 'did not start', remote = '' } = found[index] ?? {};
    return [container.label, url, remote];
  });
  process.stderr.write(`\n${renderTable(['PROXY', 'URL', 'REMOTE'], rows)}\n`);
}
