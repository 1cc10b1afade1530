/**
 * The attacker sends bodies that are costly to look into, to be refused: an error repeats the id of the request, and
 * looking for it is the only thing that is done with a body. It takes about as long as reading the body does.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readCpuTime } from '../../bench/bundle-process';
import { statusOf } from '../support/http-message';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

const REQUESTS = 40;
const BODY_BYTES = 60_000;
/** For one request, at the most, whose body alone takes one to read. */
const LIMIT_MS = 5;
/** A remote that hangs up has each request take a connection of its own, and over TLS these cost some 2 ms. */
const HANDSHAKE_MS = 5;

let rig: Rig;

const fill = (piece: string): string => piece.repeat(BODY_BYTES / piece.length);
const BODIES: readonly (readonly [string, string])[] = [
  ['numbers', `{"id":1,"method":"x","params":[${fill('0,')}0]}`],
  ['objects', `{"id":1,"method":"x","params":[${fill('{},')}0]}`],
  ['texts', `{"id":1,"method":"x","params":[${fill('"",')}0]}`],
  ['ids', `{"method":"x","params":[${fill('{"id":1},')}0],"id":1}`],
  ['objects in objects', `{"id":1,"method":"x","params":${'{"a":'.repeat(8000)}1${'}'.repeat(8001)}`],
];

function hangUp(): void {
  rig.upstream.behave(async (connection) => {
    await connection.wholeRequest();
    connection.socket.destroy();
  });
}

/** Sends the request over and over; how often its id came back, and what one took the proxy. */
async function sendAll(path: string, body: string, status: number): Promise<{ ids: number; cpuMs: number }> {
  const request = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const before = await readCpuTime(rig.proxy.pid);
  const clients = await Promise.all(Array.from({ length: REQUESTS }, () => rig.send(request)));
  const answers = await Promise.all(clients.map((client) => client.answer()));
  const after = await readCpuTime(rig.proxy.pid);
  for (const answer of answers) expect(statusOf(answer)).toBe(status);
  return {
    ids: answers.filter((answer) => answer.body.includes('"id":1,')).length,
    cpuMs: (after.totalMs - before.totalMs) / REQUESTS,
  };
}

describe(`${REQUESTS} requests with ${BODY_BYTES / 1000} kB of`, () => {
  beforeAll(async () => {
    rig = await createRig({ bystander: { calls: true } });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it.each(BODIES)('%s, to nowhere', async (_what, body) => {
    const { ids, cpuMs } = await sendAll('/nowhere', body, 404);
    // Of a request that is refused no more is looked at than came with its head.
    expect(ids).toBeGreaterThan(0);
    expect(cpuMs, 'ms of CPU for a request').toBeLessThan(LIMIT_MS);
  });
});

describe.each(WAYS)(`$name, ${REQUESTS} requests with ${BODY_BYTES / 1000} kB of`, (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
    // What a process does for the first time takes longer.
    hangUp();
    await sendAll('/mcp', '{}', 502);
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  it.each(BODIES)('%s, to a remote that hangs up', async (_what, body) => {
    hangUp();
    const { ids, cpuMs } = await sendAll('/mcp', body, 502);
    expect(ids).toBe(REQUESTS);
    expect(cpuMs, 'ms of CPU for a request').toBeLessThan(LIMIT_MS + (way.isSecure ? HANDSHAKE_MS : 0));
  });
});
