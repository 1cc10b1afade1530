/**
 * The remote moves to another address, behind a name that stays: under steady load, connections follow it. Not through
 * forward proxies, which resolve names by themselves: the proxy connects to them, and not to the remote. Without a
 * bystander: who calls here is one, and none of its calls may be lost.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunConfigLimits } from '../../contract/limits';
import { CA_FILE, readCredentials } from '../support/certificates';
import { statusOf } from '../support/http-message';
import { startProxyProcess } from '../support/proxy-process';
import type { ProxyProcess } from '../support/proxy-process';
import { connectRaw } from '../support/raw-client';
import type { RawClient } from '../support/raw-client';
import { OK_ANSWER, OPEN_STREAM, RawUpstream } from '../support/raw-upstream';
import { GET, POST } from '../support/rig';
import { PLAIN, SECURE } from '../support/ways';

const RESOLVER = join(import.meta.dirname, '../support/moving-host.mjs');
const OLD = '127.0.0.1';
const NEW = '127.0.0.2';
const AGE_MS = 1000;
const RHYTHM_MS = 20;

let folder: string;
let old: RawUpstream;
let moved: RawUpstream;
let proxy: ProxyProcess | undefined;

function moveTo(address: string): Promise<void> {
  return writeFile(join(folder, 'address'), address);
}

/** Calls without a pause longer than the rhythm; none of them may be lost. */
async function callFor(client: RawClient, durationMs: number): Promise<void> {
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs) {
    client.send(POST);
    expect(statusOf(await client.answer(client.answers().length + 1))).toBe(200);
    await sleep(RHYTHM_MS);
  }
}

describe.each([PLAIN, SECURE])('$name', ({ isSecure }) => {
  const scheme = isSecure ? 'https' : 'http';
  const tls = isSecure ? readCredentials('good') : undefined;
  const trust = isSecure ? { remote_ca_file: CA_FILE } : {};

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mcp-remote-proxy-dns-'));
    await moveTo(OLD);
    old = await new RawUpstream(tls).listen();
    moved = await new RawUpstream(tls).listen(old.port, NEW);
  });
  afterEach(async () => {
    await proxy?.stop();
    await old.close();
    await moved.close();
    await rm(folder, { recursive: true });
  });

  async function connect(limits: Partial<RunConfigLimits>): Promise<RawClient> {
    const env = { NODE_OPTIONS: `--import=${RESOLVER}`, MOVING_HOST_FILE: join(folder, 'address') };
    proxy = await startProxyProcess(`${scheme}://remote.test:${old.port}/mcp`, { limits, ...trust }, env);
    return connectRaw(proxy.port);
  }

  it('under steady load, calls follow it once a connection is too old', async () => {
    const client = await connect({ upstream_connection_age_ms: AGE_MS });
    await callFor(client, 300);
    expect(old.connections).toHaveLength(1);
    await moveTo(NEW);
    await callFor(client, AGE_MS);
    const atOld = old.requests.length;
    expect(moved.requests.length).toBeGreaterThan(0);
    await callFor(client, 300);
    expect(old.requests).toHaveLength(atOld);
  });

  it('what is on an old connection is finished there', async () => {
    const client = await connect({ upstream_connection_age_ms: AGE_MS });
    old.behave(async (connection) => {
      const { startLine } = await connection.wholeRequest();
      connection.send(startLine.startsWith('GET') ? OPEN_STREAM : OK_ANSWER);
    });
    const stream = (await connectRaw((proxy as ProxyProcess).port)).send(GET);
    await stream.receives('data: ');
    const carrier = await old.connection();
    await moveTo(NEW);
    await callFor(client, 2 * AGE_MS);
    expect(moved.requests.length).toBeGreaterThan(0);
    expect(stream.ending).toBe('open');
    carrier.send('4\r\nmore\r\n0\r\n\r\n');
    expect((await stream.answer()).body.toString()).toBe('data: more');
  });

  it('with an age of 0, a connection in steady use stays where it is', async () => {
    const client = await connect({ upstream_connection_age_ms: 0 });
    await callFor(client, 300);
    await moveTo(NEW);
    await callFor(client, 2 * AGE_MS);
    expect(old.connections).toHaveLength(1);
    expect(moved.requests).toEqual([]);
  });
});
