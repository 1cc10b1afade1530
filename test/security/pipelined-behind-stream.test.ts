/**
 * The attacker, or a client behind a connection that others share, sends something wrong while an answer is on its way.
 * What is wrong with it is never written into that answer: not one byte of anything else is among its own.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseResponse, parseResponses, statusOf } from '../support/http-message';
import type { HttpMessage } from '../support/http-message';
import type { RawClient } from '../support/raw-client';
import { OPEN_STREAM } from '../support/raw-upstream';
import type { UpstreamConnection } from '../support/raw-upstream';
import { BODY, GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const START = 'POST /mcp HTTP/1.1\r\nHost: localhost\r\n';

/**
 * What is sent behind a request that is fine, and the statuses of what comes after the whole answer to that one: a
 * request that can be told apart is answered; what cannot, or never ends, only ends the connection.
 */
const WRONG: readonly (readonly [name: string, bytes: string, statuses: readonly number[]])[] = [
  ['garbage', 'garbage\r\n\r\n', []],
  ['two lengths', `${START}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, []],
  ['a version there is not', 'GET /mcp HTTP/3.7\r\nHost: localhost\r\n\r\n', []],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', []],
  ['a chunk without a size', `${START}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, []],
  ['a chunk longer than it says', `${START}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n`, []],
  ['half a head', 'POST /mcp HTTP/1.1\r\nHost: loc', []],
  ['half a body', `${START}Content-Length: 100\r\n\r\n{`, []],
  ['a head too large', `GET /mcp HTTP/1.1\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`, []],
  ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n', []],
  ['no Host', 'POST /mcp HTTP/1.1\r\nContent-Length: 0\r\n\r\n', [400]],
  ['a path there is not', 'GET /admin HTTP/1.1\r\nHost: localhost\r\n\r\n', [404]],
  ['a method there is not', 'PUT /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n', [405]],
  ['a body too large', `${START}Content-Length: 999999999\r\n\r\n`, []],
  ['an expectation', `${START}Expect: the-unexpected\r\nContent-Length: 0\r\n\r\n`, [417]],
  ['a body held back', `${START}Expect: 100-continue\r\nContent-Length: ${BODY.length}\r\n\r\n`, []],
  ['another host', 'GET /mcp HTTP/1.1\r\nHost: evil.example\r\n\r\n', [421]],
  [
    'an upgrade',
    'GET /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
    [200],
  ],
  ['its own end', `${START}Connection: close\r\nContent-Length: 0\r\n\r\n`, [200]],
];

/** Long enough for the time-outs above to strike, which are looked for once a second. */
const WHILE_STREAMING_MS = 2500;

/** The first answer is exactly this, to its last byte, and what follows are whole answers of these statuses. */
function expectUntouched(client: RawClient, body: string, statuses: readonly number[]): void {
  const first = parseResponse(client.received) as HttpMessage;
  expect(first.complete).toBe(true);
  expect([statusOf(first), first.body.toString()]).toEqual([200, body]);
  const rest = client.received.subarray(first.size);
  const others = parseResponses(rest);
  expect(others.map(statusOf), rest.toString('latin1', 0, 200)).toEqual(statuses);
  expect(others.reduce((size, other) => size + other.size, 0)).toBe(rest.length);
}

const EVENT = 'data: {"jsonrpc":"2.0","method":"notifications/message"}\n\n';
const EVENTS = WHILE_STREAMING_MS / 250;

async function tellEvents(connection: UpstreamConnection): Promise<void> {
  connection.send(OPEN_STREAM);
  for (let told = 0; told < EVENTS; told++) {
    await sleep(250);
    connection.send(`${EVENT.length.toString(16)}\r\n${EVENT}\r\n`);
  }
  connection.send('0\r\n\r\n');
}

async function behave(connection: UpstreamConnection): Promise<void> {
  const { startLine } = await connection.wholeRequest();
  if (startLine.includes('first-stream')) return tellEvents(connection);
  if (startLine.includes('first-call')) await sleep(WHILE_STREAMING_MS);
  connection.send(
    startLine.includes('first-call')
      ? 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst'
      : 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  );
}

describe.each(WAYS)('$name', (way) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: true },
      config: { limits: { request_header_timeout_ms: 500, request_timeout_ms: 1000 } },
    });
    rig.upstream.behave(behave);
  });
  afterAll(async () => {
    await rig.settle();
    await rig.close();
  });

  // Side by side, since each takes as long as a time-out.
  describe.concurrent.each(WRONG)('%s', (_name, bytes, statuses) => {
    it('behind an event stream', async () => {
      const client = await rig.send(GET.replace('/mcp', '/mcp?first-stream'));
      await client.receives('data: ');
      client.send(bytes);
      await client.answer();
      await sleep(500);
      expectUntouched(client, `data: ${EVENT.repeat(EVENTS)}`, statuses);
    });

    it('behind a call that has not been answered', async () => {
      const client = await rig.send(POST.replace('/mcp', '/mcp?first-call') + bytes);
      await client.answer();
      await sleep(500);
      expectUntouched(client, 'first', statuses);
    });
  });
});
