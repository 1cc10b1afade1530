/** Process edge of `local`: the runtime as a process of its own, with the environment of the container and no other. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { RUN_CONFIG_FILE } from '../../contract/run-config';
import { withNamedFiles } from './named-files';
import type { LocalContainer } from './resolve-container';

/** How the container is reached on this machine. */
export interface Address {
  readonly host: string;
  /** 0 for any free one; the port of the RunConfig when missing. */
  readonly port?: number;
}

const FORWARDED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Runs the program in `entry` the way the container would be run, until it ends; gives its exit code. */
export async function runContainer(
  entry: string,
  container: LocalContainer,
  address: Address,
): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'mcp-remote-proxy-'));
  try {
    const config = writeRunConfig(directory, container);
    return await waitForExit(
      startProcess([entry, ...container.args, ...toOptions(config, address)], container),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Writes the RunConfig and the files it names side by side. */
function writeRunConfig(directory: string, { runConfig, files }: LocalContainer): string {
  if (files.size === 0) return writePrivate(join(directory, RUN_CONFIG_FILE), runConfig);
  const places = [...files].map(([file, content], index): [string, string] => [
    file,
    writePrivate(join(directory, `${index}-${basename(file)}`), content),
  ]);
  return writePrivate(join(directory, RUN_CONFIG_FILE), withNamedFiles(runConfig, new Map(places)));
}

function writePrivate(file: string, content: string | Buffer): string {
  writeFileSync(file, content, { mode: 0o600 });
  return file;
}

function toOptions(config: string, { host, port }: Address): string[] {
  return ['--config', config, '--host', host, ...(port === undefined ? [] : ['--port', String(port)])];
}

/**
 * In a process group of its own: Ctrl-C would reach it twice otherwise, and a second signal may mean "at once". The IPC
 * channel carries nothing: the runtime ends when it closes, which it does however this process ends.
 */
function startProcess(args: readonly string[], { env }: LocalContainer): ChildProcess {
  const stdio = ['inherit', 'inherit', 'inherit', 'ipc'] as const;
  return spawn(process.execPath, [...process.execArgv, ...args], { env, stdio: [...stdio], detached: true });
}

async function waitForExit(child: ChildProcess): Promise<number> {
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of FORWARDED_SIGNALS) process.on(signal, forward);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      // A shell's way to tell a signal from an exit code.
      child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
    });
  } finally {
    for (const signal of FORWARDED_SIGNALS) process.off(signal, forward);
  }
}
