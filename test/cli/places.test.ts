/** What is wrong with a document that has no name or is no YAML is told with its place, whichever command reads it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONSTRUCTS_PROGRAM, KRM_PROGRAM, PROGRAM, runCommand } from '../support/run-command';

const WRONG = `kind: MCPRemoteProxy
metadata:
  name: first
---
kind: MCPRemoteProxy
metadata:
  name: 7
---
metadata: { name: third }
---
kind: MCPRemoteProxy
metadata: {}
---
kind: "
`;

const PLACES = [
  'ERR_FIELD_TYPE  wrong.yaml:7:3 (document 2, MCPRemoteProxy) metadata.name',
  'ERR_FIELD_MISSING  wrong.yaml:9:1 (document 3) kind',
  'ERR_FIELD_MISSING  wrong.yaml:12:1 (document 4, MCPRemoteProxy) metadata.name',
  'ERR_DOCUMENT_YAML  wrong.yaml:15:1 (document 5)',
];

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'places-'));
  writeFileSync(join(directory, 'wrong.yaml'), WRONG);
});
afterAll(() => rmSync(directory, { recursive: true }));

describe.each([
  ['synth', CONSTRUCTS_PROGRAM],
  ['convert', CONSTRUCTS_PROGRAM],
  ['local', PROGRAM],
  ['check', PROGRAM],
])('%s', (command, program) => {
  it('says file, line, column, document and path', async () => {
    const { code, stderr } = await runCommand([command, '-f', 'wrong.yaml'], { program, cwd: directory });
    expect(code).toBe(1);
    const found = stderr.match(/ERR_\w+ {2}.*$/gm) ?? [];
    expect(found.filter((line) => !line.includes('(document 1'))).toEqual(PLACES);
  });
});

it('the KRM function says them of the items on its standard input', async () => {
  const input = 'kind: ResourceList\nitems:\n- kind: MCPRemoteProxy\n  metadata: { name: 7 }\n';
  const { code, stderr } = await runCommand([], { program: KRM_PROGRAM, input });
  expect(code).toBe(1);
  expect(stderr).toContain(
    'ERR_FIELD_TYPE  stdin:4:15 (document 1, MCPRemoteProxy) items[0].metadata.name\n',
  );
});

it.each(['local', 'check'])(
  '%s says whose Deployment asks for a Secret that is not there',
  async (command) => {
    const input = `kind: MCPRemoteProxy
apiVersion: toolhive.stacklok.dev/v1beta1
metadata: { name: search }
spec:
  remoteUrl: https://mcp.example.com/mcp
  headerForward:
    addHeadersFromSecret: [{ headerName: X-API-Key, valueSecretRef: { name: a, key: b } }]
---
kind: Secret
metadata: { name: other }
data: {}
`;
    const { stderr } = await runCommand([command, '-f', '-'], { input });
    expect(stderr).toContain(
      'stdin:1:1 (document 1, MCPRemoteProxy/search): its Deployment spec.template.spec.containers[0].env[',
    );
  },
);
