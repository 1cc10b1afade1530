/** Case 7: what is applied again changes nothing, and a restricted namespace takes every example without a warning. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { McpRemoteProxy } from '../../../lib/index';
import { kubectl, tryKubectl } from '../kubectl';
import type { Stage } from '../stage';

const DIST = join(import.meta.dirname, '../../../dist');

export function idempotent(stage: Stage): string {
  const folder = synthesize(stage, 'twice');
  stage.applyFolder(folder);
  const again = stage.applyFolder(folder).trim().split('\n');
  assert.deepEqual(
    again.filter((line) => !line.endsWith(' unchanged')),
    [],
  );
  kubectl(['diff', '--filename', folder]);

  const serverSide = synthesize(stage, 'server-side');
  stage.applyFolder(serverSide, ['--server-side']);
  stage.applyFolder(serverSide, ['--server-side']);
  kubectl(['diff', '--server-side', '--filename', serverSide]);

  const examples = readdirSync(DIST);
  for (const file of examples) checkAccepted(stage, file);
  return `${again.length} objects unchanged, ${examples.length} examples taken`;
}

function synthesize(stage: Stage, name: string): string {
  return stage.synth((chart) => {
    new McpRemoteProxy(chart, name, {
      remoteUrl: stage.remoteUrl,
      headerForward: { addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-1' } },
    });
  });
}

function checkAccepted({ namespace }: Stage, file: string): void {
  const manifest = readFileSync(join(DIST, file), 'utf8').replaceAll(/(?<=namespace: ).*$/gm, namespace);
  const { ok, stderr } = tryKubectl(['apply', '--dry-run=server', '--filename', '-'], manifest);
  assert.ok(ok && stderr === '', `${file}: ${stderr}`);
}
