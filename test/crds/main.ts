/** `npm run check:crds`: does an API server take the CustomResourceDefinitions, and refuse by them what it should? */
import { execFileSync, spawnSync } from 'node:child_process';
import { CRDS_DIR, manifestPath, readDefinitions } from './schema';
import { renderResources } from './rendered';
import { REFUSALS } from './refusals';
import { print } from '../support/print';

const VERSIONS = ['v1beta1', 'v1alpha1'];

const EXIT = { passed: 0, failed: 1, unable: 2 } as const;

interface Answer {
  readonly ok: boolean;
  readonly text: string;
}

function kubectl(args: readonly string[], input?: string): Answer {
  const { status, stdout, stderr } = spawnSync('kubectl', args, { input, encoding: 'utf8', timeout: 60_000 });
  return { ok: status === 0, text: `${stdout}${stderr}`.trim() };
}

/** What is in the way, or nothing. A cluster with the operator has definitions of these names in use. */
function obstacle(): string | undefined {
  if (!process.env['KUBECONFIG']) return 'set KUBECONFIG to the configuration of a cluster for tests';
  const version = kubectl(['version', '--output', 'json']);
  if (!version.ok) return `kubectl does not reach the cluster: ${version.text}`;
  const names = readDefinitions().map(({ metadata }) => metadata.name);
  const present = kubectl(['get', 'crd', ...names, '--ignore-not-found', '--output', 'name']).text;
  if (present !== '') return `the cluster has definitions of these names, which are left alone:\n${present}`;
  return undefined;
}

function dryRun(...manifest: readonly string[]): string[] {
  return ['apply', '--dry-run=server', '--validate=strict', '--namespace', 'default', ...manifest];
}

function checkAccepted(version: string): boolean {
  const { ok, text } = kubectl(dryRun('--filename', manifestPath(version)));
  print(`${ok ? 'ok  ' : 'FAIL'} every field of ${version} is taken`, ...(ok ? [] : [text]));
  return ok;
}

/** What the typed definition is rendered as. */
function checkRendered(version: string): boolean {
  const manifest = renderResources(version);
  const { ok, text } = kubectl(dryRun('--filename', '-'), manifest);
  print(`${ok ? 'ok  ' : 'FAIL'} definitions rendered as ${version} are taken`, ...(ok ? [] : [text]));
  return ok;
}

function checkRefused({ what, manifest, answer }: (typeof REFUSALS)[number]): boolean {
  const { ok, text } = kubectl(dryRun('--filename', '-'), manifest);
  const refused = !ok && text.includes(answer);
  print(`${refused ? 'ok  ' : 'FAIL'} refused: ${what}`, ...(refused ? [] : [text]));
  return refused;
}

function main(): number {
  const reason = obstacle();
  if (reason !== undefined) {
    print(reason);
    return EXIT.unable;
  }
  try {
    execFileSync('kubectl', ['apply', '--server-side', '--filename', CRDS_DIR], { stdio: 'inherit' });
    execFileSync('kubectl', ['wait', '--for=condition=Established', '--filename', CRDS_DIR], {
      stdio: 'inherit',
    });
    const results = [
      ...VERSIONS.map(checkAccepted),
      ...VERSIONS.map(checkRendered),
      ...REFUSALS.map(checkRefused),
    ];
    const failures = results.filter((passed) => !passed).length;
    print('', `${results.length} checks, ${failures} failed`);
    return failures === 0 ? EXIT.passed : EXIT.failed;
  } finally {
    kubectl(['delete', '--ignore-not-found', '--filename', CRDS_DIR]);
  }
}

process.exitCode = main();
