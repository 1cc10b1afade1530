/** What is applied again changes nothing, and a restricted namespace takes all that is written, without a warning. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubectl, tryKubectl } from '../kubectl';
import type { Stage } from '../stage';

const ROOT = join(import.meta.dirname, '../../..');

export async function idempotent(stage: Stage): Promise<string> {
  const headerForward = { addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-1' } };
  const folder = stage.synthProxy('twice', { headerForward });
  await stage.applyFolder(folder);
  const again = (await stage.applyFolder(folder)).trim().split('\n');
  assert.deepEqual(
    again.filter((line) => !line.endsWith(' unchanged')),
    [],
  );
  await kubectl(['diff', '--filename', folder]);

  const serverSide = stage.synthProxy('server-side', { headerForward });
  await stage.applyFolder(serverSide, ['--server-side']);
  await stage.applyFolder(serverSide, ['--server-side']);
  await kubectl(['diff', '--server-side', '--filename', serverSide]);

  const files = [
    ...manifestsIn('dist', /\.yaml$/),
    ...manifestsIn('test/testdata', /^[^/]+\/out\/.*\.yaml$/),
  ];
  for (const file of files) await checkAccepted(stage, file);
  return `${again.length} objects unchanged, ${files.length} examples and goldens taken`;
}

function manifestsIn(folder: string, pattern: RegExp): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return files.filter((file) => pattern.test(file)).map((file) => join(folder, file));
}

async function checkAccepted({ namespace }: Stage, file: string): Promise<void> {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const manifest = text.replaceAll(/(?<=namespace: ).*$/gm, namespace);
  const dryRun = ['apply', '--dry-run=server', '--namespace', namespace, '--filename', '-'];
  const { ok, stderr } = await tryKubectl(dryRun, manifest);
  assert.ok(ok && stderr === '', `${file}: ${stderr}`);
}
