/** `cdk8s-mcp-remote-proxy synth`: custom resources in, the objects of the same proxies in TypeScript out. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { McpRemoteProxy } from '../../../lib/index';
import type { McpRemoteProxyProps } from '../../../lib/index';
import { manifestPath } from '../../lib/custom-resource/support';
import { COMPANY, FETCH, run, SEARCH } from './support';

/** A folder with nothing around it: no package, no cdk8s app. */
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synth-'));
  mkdirSync(join(folder, 'proxies'));
  mkdirSync(join(folder, 'wrong'));
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write('proxies/search.yaml', SEARCH);
  write('proxies/fetch.yaml', FETCH);
  write('proxies/shared.yaml', COMPANY);
  write('wrong/one.yaml', SEARCH.replace('replicas: 2', 'replicas: -1'));
  write(
    'wrong/two.yaml',
    `${FETCH}---\n${FETCH.replace('name: fetch', 'name: other').replace('type: kubernetes', 'type: none')}`,
  );
  write('wrong/three.yaml', 'kind: "MCP');
});
afterAll(() => rmSync(folder, { recursive: true }));

const ARGS = { synth: ['synth', '-f', '-', '-o', '-'], convert: ['convert', '-f', '-'] };

/** What `cdk8s synth` writes for a chart with this proxy. */
function textOf(name: string, props: McpRemoteProxyProps, namespace?: string): string {
  const outdir = mkdtempSync(join(folder, 'typescript-'));
  const app = new App({ outdir });
  new McpRemoteProxy(new Chart(app, name, namespace === undefined ? {} : { namespace }), name, props);
  app.synth();
  return readFileSync(join(outdir, `${name}.k8s.yaml`), 'utf8');
}

const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const API_KEY = { headerName: 'X-API-Key', valueSecretRef: { name: 'api-key-secret', key: 'api-key' } };

it.each([
  [
    'mixed-headers-proxy',
    {
      addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-456', 'X-Request-Source': 'toolhive-proxy' },
      addHeadersFromSecret: [API_KEY],
    },
  ],
  [
    'secret-headers-proxy',
    {
      addHeadersFromSecret: [
        API_KEY,
        { headerName: 'Authorization', valueSecretRef: { name: 'auth-token-secret', key: 'token' } },
      ],
    },
  ],
])('writes for %s what TypeScript would', async (name, headerForward) => {
  const { code, stdout } = await run(['synth', '-f', manifestPath(`${name}.yaml`), '-o', '-'], {
    cwd: folder,
  });
  expect(code).toBe(0);
  const [, proxy] = stdout.split(/(?<=^immutable: true\n)---\n/m);
  expect(proxy).toBe(
    textOf(name, {
      remoteUrl: 'http://mcp-backend.default.svc.cluster.local:8080/mcp',
      transport: 'streamable-http',
      headerForward,
      oidcConfig: { type: 'kubernetes', kubernetes: { issuer: ISSUER, audience: ISSUER } },
    }),
  );
});

it('writes a file for each proxy of a folder and one for the runtime of each namespace, and says which', async () => {
  const { code, stdout, stderr } = await run(['synth', '-f', 'proxies', '-o', 'out/deep'], { cwd: folder });
  expect(code).toBe(0);
  expect(readdirSync(join(folder, 'out/deep')).sort()).toEqual([
    'fetch.k8s.yaml',
    'mcp-remote-proxy-runtime-tools.k8s.yaml',
    'mcp-remote-proxy-runtime.k8s.yaml',
    'search.k8s.yaml',
  ]);
  expect(stdout).toBe(
    [
      'PROXY   NAMESPACE  FILE',
      '(all)              out/deep/mcp-remote-proxy-runtime.k8s.yaml',
      '(all)   tools      out/deep/mcp-remote-proxy-runtime-tools.k8s.yaml',
      'fetch              out/deep/fetch.k8s.yaml',
      'search  tools      out/deep/search.k8s.yaml',
      '',
    ].join('\n'),
  );
  expect(stderr).toContain(
    'not written, to be applied as they are:\n  Secret/api-key-secret (proxies/shared.yaml)\n',
  );
  expect(readFileSync(join(folder, 'out/deep/search.k8s.yaml'), 'utf8')).toBe(
    textOf(
      'search',
      {
        remoteUrl: 'https://mcp.example.com/mcp',
        oidcConfig: {
          type: 'inline',
          inline: { issuer: 'https://auth.example.com', audience: 'search', scopes: ['tools'] },
        },
        replicas: 2,
        headerForward: { addPlaintextHeaders: { 'X-Tenant-ID': 'tenant-456', ['__proto__']: 'odd' } },
      },
      'tools',
    ),
  );
});

it('reads standard input and writes standard output, and nothing else there', async () => {
  const input = `${SEARCH}---\n${FETCH}---\n${COMPANY}`;
  const piped = await run(['synth', '-f', '-', '-o', '-'], { cwd: folder, input });
  const written = await run(['synth', '-f', 'proxies', '-o', 'again'], { cwd: folder });
  expect(written.code).toBe(0);
  const runtime = 'mcp-remote-proxy-runtime';
  const texts = [`${runtime}-tools`, runtime, 'search', 'fetch'].map((name) =>
    readFileSync(join(folder, `again/${name}.k8s.yaml`), 'utf8'),
  );
  expect(piped.code).toBe(0);
  expect(piped.stdout === texts.join('---\n')).toBe(true);
});

it('puts proxies without a namespace into the one given, and tells namesakes apart', async () => {
  const input = `${FETCH}---\n${FETCH.replace('{ name: fetch }', '{ name: fetch, namespace: other }')}`;
  const { code } = await run(['synth', '-f', '-', '-o', 'two', '-n', 'tools'], { cwd: folder, input });
  expect(code).toBe(0);
  expect(readdirSync(join(folder, 'two')).sort()).toEqual([
    'mcp-remote-proxy-runtime-other.k8s.yaml',
    'mcp-remote-proxy-runtime-tools.k8s.yaml',
    'other.fetch.k8s.yaml',
    'tools.fetch.k8s.yaml',
  ]);
  expect(readFileSync(join(folder, 'two/tools.fetch.k8s.yaml'), 'utf8')).toContain('namespace: tools\n');
});

it('writes a proxy that is called like the runtime beside it', async () => {
  const named = (name: string, namespace: string) =>
    FETCH.replace('{ name: fetch }', `{ name: ${name}, namespace: ${namespace} }`);
  const runtime = 'mcp-remote-proxy-runtime';
  const input = [FETCH, named(runtime, 'tools'), named(`${runtime}-tools`, 'other')].join('---\n');
  const { code } = await run(['synth', '-f', '-', '-o', 'alike'], { cwd: folder, input });
  expect(code).toBe(0);
  const configMapsIn = (name: string) =>
    readFileSync(join(folder, 'alike', name), 'utf8').match(
      /^ {2}name: mcp-remote-proxy-runtime-[0-9a-f]{16}$/gm,
    );
  const files = readdirSync(join(folder, 'alike')).sort();
  expect(files).toEqual([
    'fetch.k8s.yaml',
    `${runtime}-other.k8s.yaml`,
    `${runtime}-tools.k8s.yaml`,
    `${runtime}-tools_proxy.k8s.yaml`,
    `${runtime}.k8s.yaml`,
    `${runtime}_proxy.k8s.yaml`,
  ]);
  expect(files.map((file) => configMapsIn(file)?.length ?? 0)).toEqual([0, 1, 1, 0, 1, 0]);
});

it.each(['""', 'toString', '__proto__', 'a/b'])('refuses the name %s, like any other', async (name) => {
  for (const args of [ARGS.synth, ARGS.convert]) {
    const { code, stderr } = await run(args, { input: FETCH.replace('name: fetch', `name: ${name}`) });
    expect(code).toBe(1);
    expect(stderr).toMatch(/: 1 problem\n\n {2}ERR_PROXY_NAME_INVALID {2}stdin:3:13 /);
  }
});

it('reports what is wrong with all documents at once, and writes nothing', async () => {
  const args = ['synth', '-f', 'wrong', 'gone.yaml', 'proxies/shared.yaml', '-o', 'never'];
  const { code, stdout, stderr } = await run(args, { cwd: folder });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr.match(/^ {2}ERR_\w+ {2}.*$/gm)).toEqual([
    '  ERR_DOCUMENT_UNREADABLE  gone.yaml',
    '  ERR_DOCUMENT_YAML  wrong/three.yaml:1:11 (document 1)',
    '  ERR_REPLICAS_INVALID  wrong/one.yaml:9:3 (document 1, MCPRemoteProxy/search) spec.replicas',
    '  ERR_OIDC_TYPE_UNKNOWN  wrong/two.yaml:13:17 (document 2, MCPRemoteProxy/other) spec.oidcConfig.type',
  ]);
  expect(readdirSync(folder)).not.toContain('never');
});

it('refuses the same proxy twice', async () => {
  const { code, stderr } = await run(['synth', '-f', '-', '-o', '-'], {
    cwd: folder,
    input: `${FETCH}---\n${FETCH}`,
  });
  expect(code).toBe(1);
  const placeOf = (line: number, document: number) =>
    `stdin:${line}:13 (document ${document}, MCPRemoteProxy/fetch) metadata.name`;
  expect(stderr).toContain(`ERR_RESOURCE_AMBIGUOUS  ${placeOf(10, 2)}\n`);
  expect(stderr).toContain(`names the same proxy as ${placeOf(3, 1)}: `);
});

it('reads a file once, however often it is named', async () => {
  const twice = ['proxies', './proxies/search.yaml', join(folder, 'proxies/shared.yaml')];
  const once = await run(['synth', '-f', 'proxies', '-o', '-'], { cwd: folder });
  expect(await run(['synth', '-f', ...twice, '-o', '-'], { cwd: folder })).toEqual(once);
  expect(once.code).toBe(0);
});

it.each([
  [ARGS.synth, '', /ERR_RESOURCE_NOT_FOUND {2}-\n.* no MCPRemoteProxy: there are no documents\n/],
  [
    ARGS.synth,
    COMPANY,
    /ERR_RESOURCE_NOT_FOUND {2}-\n.*: the documents are of the kind MCPOIDCConfig, Secret\n/,
  ],
  [
    ARGS.convert,
    COMPANY,
    /ERR_RESOURCE_NOT_FOUND {2}-\n.*: the documents are of the kind MCPOIDCConfig, Secret\n/,
  ],
  [
    ARGS.synth,
    `${SEARCH}---\n${COMPANY}---\n${FETCH.replace('MCPRemoteProxy', 'mcpremoteproxy')}`,
    /ERR_RESOURCE_NOT_FOUND {2}stdin:\d+:1 \(document 4, mcpremoteproxy\/fetch\) kind\n.*\n +-> write MCPRemoteProxy\n/,
  ],
  [
    ARGS.synth,
    `${FETCH}---\n${COMPANY.replace('MCPOIDCConfig', 'MCPOidcConfig')}`,
    /ERR_RESOURCE_NOT_FOUND {2}stdin:9:1 .* kind\n.*\n +-> write MCPOIDCConfig\n/,
  ],
  [
    ['synth', '-f', 'empty', '-o', 'never'],
    '',
    /ERR_DOCUMENT_UNREADABLE {2}empty\n +holds no file that ends with /,
  ],
])('%j refuses to make nothing: %j', async (args, input, text) => {
  mkdirSync(join(folder, 'empty'), { recursive: true });
  const { code, stdout, stderr } = await run(args, { cwd: folder, input });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(text);
  expect(stderr).toMatch(/: 1 problem\n/);
});

it('never shows a value of a Secret', async () => {
  const { stdout, stderr } = await run(['synth', '-f', 'proxies', '-o', '-'], { cwd: folder });
  expect(stdout + stderr).not.toContain('hunter2');
});
