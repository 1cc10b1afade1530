/**
 * The attacker, or a client behind a shared connection, sends requests without waiting. The answers must come in the
 * order of the requests and whole, and no answer may hold a byte of another (RFC 9112 section 9.3.2).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { statusOf, valuesOf } from '../support/http-message';
import { pump } from '../support/pump';
import { OK_ANSWER, OPEN_STREAM } from '../support/raw-upstream';
import { GET, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig({ bystander: { calls: true } });
});
afterEach(() => rig.settle());
afterAll(() => rig.close());

const ask = (name: string): string => `GET /mcp?${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

/** Answers each request with its own query, later ones sooner. */
function answerBackwards(total: number): void {
  rig.upstream.behave(async (connection) => {
    const name = /\?q(\d+)/.exec(connection.requests.at(-1)?.startLine ?? '')?.[1] ?? '';
    await sleep((total - Number(name)) * 10);
    connection.send(`HTTP/1.1 200 OK\r\nContent-Length: ${name.length}\r\n\r\n${name}`);
  });
}

it('answers in the order of the requests, however the remote answers', async () => {
  answerBackwards(20);
  const names = Array.from({ length: 20 }, (_, index) => String(index));
  const client = await rig.send(names.map((name) => ask(`q${name}`)).join(''));
  await client.answer(20);
  expect(client.answers().map(({ body }) => body.toString())).toEqual(names);
});

it('keeps the answers of two clients apart', async () => {
  answerBackwards(20);
  const evens = await rig.send([0, 2, 4, 6, 8].map((name) => ask(`q${name}`)).join(''));
  const odds = await rig.send([1, 3, 5, 7, 9].map((name) => ask(`q${name}`)).join(''));
  await Promise.all([evens.answer(5), odds.answer(5)]);
  expect(evens.answers().map(({ body }) => body.toString())).toEqual(['0', '2', '4', '6', '8']);
  expect(odds.answers().map(({ body }) => body.toString())).toEqual(['1', '3', '5', '7', '9']);
});

it('mixes its own answers in at their place', async () => {
  const client = await rig.send(
    `${ask('a')}GET /admin HTTP/1.1\r\nHost: localhost\r\n\r\nPUT /mcp HTTP/1.1\r\nHost: localhost\r\n\r\n${ask('b')}`,
  );
  await client.answer(4);
  expect(client.answers().map(statusOf)).toEqual([200, 404, 405, 200]);
});

it.each([
  ['404', POST.replace('/mcp', '/nowhere')],
  ['405', POST.replace('POST', 'PUT')],
  ['403', POST.replace('Accept', 'Origin: https://evil.example\r\nAccept')],
  ['417', POST.replace('Accept', 'Expect: the-unexpected\r\nAccept')],
])('%s to a request that has come whole leaves its connection open', async (status, request) => {
  const client = await rig.send(request);
  for (const count of [1, 2, 3]) {
    const answer = await client.answer(count);
    expect([String(statusOf(answer)), valuesOf(answer, 'connection')]).toEqual([status, ['keep-alive']]);
    client.send(request);
  }
});

// What follows a stream may be no request. Its refusal must not become part of the stream.
it.each([
  ['garbage', 'garbage\r\n\r\n'],
  ['a request with two lengths', 'POST /mcp HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
  ['a header section beyond the limit', `GET /mcp HTTP/1.1\r\nX-A: ${'a'.repeat(40_000)}\r\n\r\n`],
])('%s behind a request whose answer is a stream leaves the stream as it was', async (_name, bytes) => {
  rig.upstream.behave((connection) => void connection.send(OPEN_STREAM));
  const client = await rig.send(GET);
  await client.receives('data: ');
  client.send(bytes);
  await sleep(200);
  (await rig.upstream.connection()).send('5\r\nmore\n\r\n0\r\n\r\n');
  const answer = await client.answer();
  expect(statusOf(answer)).toBe(200);
  expect(answer.complete).toBe(true);
  expect(answer.body.toString()).toBe('data: more\n');
});

it('lets no flood on one connection lock others out', async () => {
  rig.upstream.behave((connection) => {
    if (!connection.requests.at(-1)?.startLine.includes('flood')) connection.send(OK_ANSWER);
  });
  await rig.send(ask('flood').repeat(20_000));
  await sleep(1000);
  const other = await rig.send(ask('other'));
  expect(statusOf(await other.answer())).toBe(200);
});

it('more requests than anybody waits for end their connections, and cost no one else anything', async () => {
  const requests = Buffer.from('GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(1000));
  for (let round = 0; round < 5; round++) {
    const clients = await Promise.all(Array.from({ length: 8 }, () => rig.connect()));
    for (const client of clients) pump(client.socket, requests);
    for (const client of clients) await client.closed();
  }
  await rig.expectBystanderUnharmed();
});
