/** Tests start the runtime as users do, from its bundle; it is built once a run, so that no test meets a stale one. */
import { execFileSync } from 'node:child_process';

export default function buildRuntime(): void {
  execFileSync('npm', ['run', '--silent', 'build:runtime'], { stdio: ['ignore', 'inherit', 'inherit'] });
}
