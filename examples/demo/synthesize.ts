import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { DemoFailure } from './failure';

/** Runs `cdk8s synth`; throws what it said when it fails. */
export async function synthesize(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const child = spawn('cdk8s', ['synth', '--check-upgrade=false', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (child.exitCode !== 0) throw new DemoFailure(`cdk8s synth failed:\n${output}${errors}`);
}
