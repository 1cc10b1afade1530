/**
 * The attacker sends header sections that fit into the limit and are made to cost time: many fields, each to be compared
 * with all others. What a header section costs is bounded, whatever is in it, on either side.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readCpuTime } from '../../bench/bundle-process';
import { statusOf } from '../support/http-message';
import type { RawClient } from '../support/raw-client';
import { OK_BODY } from '../support/raw-upstream';
import { POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const SECTION_BYTES = 29_000;
const REQUESTS = 40;
const ANSWERS = 20;
/** Whoever makes the remote answer like this asks one after another, since it takes a connection each. */
const ANSWERS_AT_ONCE = 10;
/** For one request, at the most. Node's parser alone takes 2 ms for thousands of fields. */
const LIMIT_MS = 25;

let rig: Rig;

const fill = (field: (index: number) => string): string => {
  let fields = '';
  for (let index = 0; fields.length < SECTION_BYTES; index++) fields += field(index);
  return fields;
};

/** Names that differ, so that none is like another. */
const nameOf = (index: number): string => index.toString(36);

/** Name, fields, and the status of a request and of an answer that has them: most are refused for their number. */
const SECTIONS: readonly (readonly [string, string, request: number, answer: number])[] = [
  ['many Connection fields', fill((index) => `Connection: ${nameOf(index)}\r\n`), 431, 502],
  ['many empty Connection fields', fill(() => 'Connection:\r\n'), 431, 502],
  [
    'many Connection fields of many names',
    fill(() => `Connection: ${fill(nameOf).slice(0, 40)}\r\n`),
    431,
    502,
  ],
  [
    'one Connection field of thousands of names',
    `Connection: ${fill((index) => `${nameOf(index)},`)}\r\n`,
    431,
    502,
  ],
  ['one Connection field of commas', `Connection: ${','.repeat(SECTION_BYTES)}\r\n`, 200, 200],
  ['one-letter fields', fill(() => 'A:b\r\n'), 431, 502],
  ['fields that all differ', fill((index) => `${nameOf(index)}:b\r\n`), 431, 502],
  ['Via', fill((index) => `Via: 1.1 ${nameOf(index)}\r\n`), 431, 502],
  ['one Via of thousands', `Via: ${fill((index) => `1.1 ${nameOf(index)},`)}\r\n`, 200, 200],
  ['Origin', fill((index) => `Origin: http://${nameOf(index)}\r\n`), 431, 502],
  ['Host', fill((index) => `Host: ${nameOf(index)}\r\n`), 431, 502],
  ['Transfer-Encoding', fill(() => 'Transfer-Encoding: chunked\r\n'), 400, 502],
  ['Accept', fill(() => 'Accept: a/b\r\n'), 431, 502],
  ['Accept of spaces', `Accept: ${'text/event-strea '.repeat(SECTION_BYTES / 17)}\r\n`, 200, 200],
  ['X_Api_Key', fill(() => 'X_Api_Key: mine\r\n'), 431, 502],
  ['Cookie', fill((index) => `Cookie: ${nameOf(index)}=1\r\n`), 431, 502],
];

/** CPU time of the proxy while so many requests or answers come, for each. */
async function cpuMsOf(count: number, work: () => Promise<void>): Promise<number> {
  const before = await readCpuTime(rig.proxy.pid);
  await work();
  const after = await readCpuTime(rig.proxy.pid);
  return (after.totalMs - before.totalMs) / count;
}

async function sendAll(request: string, atOnce = REQUESTS): Promise<RawClient[]> {
  const clients = await Promise.all(Array.from({ length: atOnce }, () => rig.send(request)));
  await Promise.all(clients.map((client) => client.answer()));
  return clients;
}

// Of a request the work is over before there is a connection to the remote.
describe('of a client', () => {
  beforeAll(async () => {
    rig = await createRig({ bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe(`${REQUESTS} requests with ${SECTION_BYTES / 1000} kB of`, () => {
    it.each(SECTIONS)('%s', async (_name, fields, status) => {
      const request = POST.replace('Host: localhost\r\n', `Host: localhost\r\n${fields}`);
      await sendAll(POST);
      let clients: RawClient[] = [];
      const cpuMs = await cpuMsOf(REQUESTS, async () => {
        clients = await sendAll(request);
      });
      expect(cpuMs, 'ms of CPU for a request').toBeLessThan(LIMIT_MS);
      for (const client of clients) expect(statusOf(await client.answer())).toBe(status);
    });
  });

  // What is refused is refused for its number: nobody in earnest comes near it.
  describe('how many', () => {
    const withFields = (count: number): string =>
      POST.replace('Host: localhost\r\n', `Host: localhost\r\n${'X-A: b\r\n'.repeat(count - 4)}`);
    const withOptions = (count: number): string =>
      POST.replace(
        'Host: localhost\r\n',
        `Host: localhost\r\nConnection: ${Array.from({ length: count }, (_, index) => `x-${index}`).join(', ')}\r\n`,
      );

    it.each([
      ['256 fields', withFields(256), 200],
      ['257 fields', withFields(257), 431],
      ['64 names in Connection', withOptions(64), 200],
      ['65 names in Connection', withOptions(65), 431],
    ])('%s', async (_name, request, status) => {
      const client = await rig.send(request);
      expect(statusOf(await client.answer())).toBe(status);
    });
  });
});

describe.each(WAYS)('of the remote, $name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe(`${ANSWERS} answers with ${SECTION_BYTES / 1000} kB of`, () => {
    it.each(SECTIONS)('%s', async (_name, fields, _status, status) => {
      const framing = fields.startsWith('Transfer') ? '' : `Content-Length: ${OK_BODY.length}\r\n`;
      const answer = `HTTP/1.1 200 OK\r\n${fields}${framing}\r\n${OK_BODY}`;
      await sendAll(POST);
      rig.upstream.behave(answer);
      const clients: RawClient[] = [];
      const cpuMs = await cpuMsOf(ANSWERS, async () => {
        for (let sent = 0; sent < ANSWERS; sent += ANSWERS_AT_ONCE) {
          clients.push(...(await sendAll(POST, ANSWERS_AT_ONCE)));
        }
      });
      expect(cpuMs, 'ms of CPU for an answer').toBeLessThan(LIMIT_MS);
      for (const client of clients) expect(statusOf(await client.answer())).toBe(status);
    });
  });

  describe('how many', () => {
    it.each([
      ['256 fields', 'X-A: b\r\n'.repeat(255), 200],
      ['257 fields', 'X-A: b\r\n'.repeat(256), 502],
    ])('%s of an answer', async (_name, fields, status) => {
      rig.upstream.behave(`HTTP/1.1 200 OK\r\n${fields}Content-Length: ${OK_BODY.length}\r\n\r\n${OK_BODY}`);
      const client = await rig.send(POST);
      expect(statusOf(await client.answer())).toBe(status);
    });
  });
});
