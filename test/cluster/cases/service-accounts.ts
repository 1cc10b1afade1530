/**
 * The cluster vouches for its service accounts. With the operator's example manifests a token for their audience
 * gets in; none, one for another audience and one that has expired do not, and never get to the back end. Neither does a
 * token that is good.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { McpRemoteProxy } from '../../../lib/index';
import { waitUntil } from '../kubectl';
import type { Stage } from '../stage';

const MANIFESTS = join(import.meta.dirname, '../../lib/custom-resource/manifests');
const REMOTE = 'http://mcp-backend.default.svc.cluster.local:8080/mcp';
const ISSUER = 'https://kubernetes.default.svc.cluster.local';
const CLIENT = 'client';

/** Tokens are good for ten minutes at least: they have expired for whoever lives in the next hour. */
const AN_HOUR_AHEAD = '--import=data:text/javascript,const%20n=Date.now;Date.now=()=>n()+3600000';

interface Answer {
  readonly status: number;
  readonly challenge: string;
  readonly body: string;
}

export async function serviceAccounts(stage: Stage): Promise<string> {
  const issuer = await findIssuer(stage);
  const apiKey = randomBytes(12).toString('hex');
  const authorization = `Bearer ${randomBytes(12).toString('hex')}`;
  await stage.createSecret('api-key-secret', { 'api-key': apiKey });
  await stage.createSecret('auth-token-secret', { token: authorization });
  await stage.run(['create', 'serviceaccount', CLIENT]);
  const good = await createToken(stage, issuer);
  const tokens = { none: '', 'of another audience': await createToken(stage, 'another'), good };
  const injected = {
    'mixed-headers-proxy': {
      'x-tenant-id': 'tenant-456',
      'x-request-source': 'toolhive-proxy',
      'x-api-key': apiKey,
    },
    'secret-headers-proxy': { 'x-api-key': apiKey, authorization },
  };
  await stage.recorded();
  for (const [name, expected] of Object.entries(injected)) {
    await applyManifest(stage, name, issuer);
    await expectRefused(stage, name, tokens.none);
    await expectRefused(stage, name, tokens['of another audience'], 'AUDIENCE');
    await expectServed(stage, name, good, expected);
  }
  await stage.applyProxy('tomorrow', {
    oidcConfig: { type: 'kubernetes', kubernetes: { issuer, audience: issuer } },
    resourceOverrides: { proxyDeployment: { env: [{ name: 'NODE_OPTIONS', value: AN_HOUR_AHEAD }] } },
  });
  await expectRefused(stage, 'tomorrow', good, 'EXPIRED');
  await expectNoTokenShows(stage, Object.values(tokens));
  return '2 manifests: the right audience alone gets in, and no token gets through';
}

/** What the API server calls itself, which is up to whoever set up the cluster. */
async function findIssuer(stage: Stage): Promise<string> {
  const document = await stage.run(['get', '--raw', '/.well-known/openid-configuration']);
  return (JSON.parse(document) as { issuer: string }).issuer;
}

async function createToken(stage: Stage, audience: string): Promise<string> {
  return (await stage.run(['create', 'token', CLIENT, `--audience=${audience}`, '--duration=10m'])).trim();
}

/** The manifest as it is, but for the names that are this cluster's own. */
async function applyManifest(stage: Stage, name: string, issuer: string): Promise<void> {
  const text = readFileSync(join(MANIFESTS, `${name}.yaml`), 'utf8');
  const yaml = text.replace(REMOTE, stage.remoteUrl).replaceAll(ISSUER, issuer);
  await stage.apply((chart) => {
    McpRemoteProxy.fromManifest(chart, name, { yaml, runtime: stage.runtime });
  });
  await stage.awaitServed(name);
}

/** Runs in the cluster, where names resolve. */
const ASK = `
const [url, token] = process.argv.slice(1);
const response = await fetch(url, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
    'mcp-protocol-version': '2025-06-18',
    cookie: 'of=the-client',
    ...(token && { authorization: 'Bearer ' + token }),
  },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'greet', arguments: {} } }),
});
const { status, headers } = response;
console.log(JSON.stringify({ status, challenge: headers.get('www-authenticate') ?? '', body: await response.text() }));
`;

async function ask(stage: Stage, name: string, token: string): Promise<Answer> {
  const node = ['node', '--input-type=module', '--eval', ASK];
  const printed = await stage.run(['exec', 'deployment/tools', '--', ...node, stage.urlOf(name), token]);
  return JSON.parse(printed) as Answer;
}

/** `cause` is what the log says is wrong with the token, where there is one. */
async function expectRefused(stage: Stage, name: string, token: string, cause?: string): Promise<void> {
  const { status, challenge, body } = await ask(stage, name, token);
  assert.equal(status, 401, `${name}: ${body}`);
  assert.match(challenge, /^Bearer .*resource_metadata="http.*\/\.well-known\/oauth-protected-resource/);
  assert.equal(challenge.includes('error="invalid_token"'), cause !== undefined, challenge);
  if (cause !== undefined) {
    const line = `"cause":"${cause}"`;
    await waitUntil(`${line} in the log`, async () =>
      (await stage.run(['logs', `deployment/${name}`])).includes(line),
    );
  }
  assert.deepEqual(await stage.recorded(), [], `${name} asked the back end`);
}

async function expectServed(
  stage: Stage,
  name: string,
  token: string,
  expected: Readonly<Record<string, string>>,
): Promise<void> {
  const { status, body } = await ask(stage, name, token);
  assert.equal(status, 200, `${name}: ${body}`);
  assert.match(body, /hello from the remote/);
  const requests = await stage.recorded();
  assert.equal(requests.length, 1);
  const fields = (requests[0] ?? []).map((text, i) => (i % 2 === 0 ? text.toLowerCase() : text));
  const isOurs = (header: string): boolean => /^(?:x-|authorization$|cookie$)/.test(header);
  const arrived = fields.flatMap((text, i) => (i % 2 === 0 && isOurs(text) ? [[text, fields[i + 1]]] : []));
  assert.deepEqual(Object.fromEntries(arrived), expected);
  assert.ok(!fields.join('\n').includes(token), 'the token of the caller arrived at the back end');
}

async function expectNoTokenShows(stage: Stage, tokens: readonly string[]): Promise<void> {
  const logs = await stage.run(['logs', '--selector=toolhive=true', '--all-containers', '--tail=-1']);
  assert.notEqual(logs, '', 'there are no logs to look at');
  for (const token of tokens.filter((text) => text !== '')) assert.ok(!logs.includes(token));
}
