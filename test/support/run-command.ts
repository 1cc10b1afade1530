/** The command line as a user meets it: the program as a process of its own, its output and its exit code. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';

const RUNTIME = join(import.meta.dirname, '../../runtime');

/** What the npm package installs: every command. */
export const PROGRAM = join(RUNTIME, 'bin/mcp-remote-proxy.mjs');

/** What the pod runs: `run` alone. */
export const BUNDLE = join(RUNTIME, 'build/mcp-remote-proxy.mjs');

/** What the npm package of the constructs installs. */
export const CONSTRUCTS_PROGRAM = join(import.meta.dirname, '../../bin/cdk8s-mcp-remote-proxy.mjs');

/** The KRM function in the same package. */
export const KRM_PROGRAM = join(import.meta.dirname, '../../bin/cdk8s-mcp-remote-proxy-krm.mjs');

/** A process that has not ended by then hangs; the exit code of one that was killed is null. */
const PATIENCE_MS = 10_000;

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  /** The whole environment: nothing is inherited from the test's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The file to run, PROGRAM unless given. */
  readonly program?: string;
  /** All that is on standard input. */
  readonly input?: string;
  /** For what takes its time. */
  readonly patienceMs?: number;
}

/** Runs `mcp-remote-proxy` with these arguments to its end. */
export function runCommand(
  args: readonly string[],
  { env, cwd, program = PROGRAM, input, patienceMs = PATIENCE_MS }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      { env: { ...env }, cwd, timeout: patienceMs, killSignal: 'SIGKILL' },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
    );
    if (input !== undefined) child.stdin?.end(input);
  });
}
