/** Tests start programs as users do, from their bundles; they are built once a run, so that no test meets a stale one. */
import { execFileSync } from 'node:child_process';

export default function buildPrograms(): void {
  for (const script of ['build:runtime', 'build:commands']) {
    execFileSync('npm', ['run', '--silent', script], { stdio: ['ignore', 'inherit', 'inherit'] });
  }
}
