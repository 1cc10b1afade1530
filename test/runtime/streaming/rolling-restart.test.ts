/** Two replicas are replaced one after the other under load, the way a Deployment does it: no request is lost. */
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { startProxyProcess } from '../../support/proxy-process';
import type { ProxyProcess } from '../../support/proxy-process';
import { RawUpstream } from '../../support/raw-upstream';
import { BODY } from '../../support/rig';

const CLIENTS = 8;
const LIMITS = { shutdown_delay_ms: 700, shutdown_deadline_ms: 5000 };

/** What a Service is: new connections go to ready endpoints in turn, and existing ones stay where they are. */
async function createService(ready: () => readonly ProxyProcess[]): Promise<Server> {
  let turn = 0;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const endpoints = ready();
    const endpoint = connect({
      port: endpoints[turn++ % endpoints.length]?.port ?? 0,
      host: '127.0.0.1',
      allowHalfOpen: true,
    });
    client.pipe(endpoint).pipe(client);
    for (const socket of [client, endpoint]) {
      socket.on('error', () => [client, endpoint].forEach((one) => one.destroy()));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

/** Posts over a kept connection; resolves with the status, or what went wrong. */
function post(agent: Agent, port: number): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': BODY.length };
    const request = httpRequest({ agent, port, host: '127.0.0.1', method: 'POST', path: '/mcp', headers });
    request.on('response', (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('error', (error) => resolve(String(error)));
    });
    request.on('error', (error) => resolve(String(error)));
    request.end(BODY);
  });
}

it('loses nothing', async () => {
  const upstream = await new RawUpstream().listen();
  const start = () => startProxyProcess(`${upstream.origin}/mcp`, { limits: LIMITS });
  const replicas = await Promise.all([start(), start()]);
  const service = await createService(() => replicas);
  const { port } = service.address() as AddressInfo;

  const outcomes = new Map<number | string, number>();
  let rolling = true;
  const load = Array.from({ length: CLIENTS }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    while (rolling) {
      const outcome = await post(agent, port);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      await sleep(5);
    }
    agent.destroy();
  });

  await sleep(300);
  for (let round = 0; round < 2; round++) {
    replicas.push(await start());
    const old = replicas[0];
    const exit = old.end('SIGTERM');
    // An endpoint leaves its Service a moment after the pod was told to stop.
    await sleep(300);
    replicas.shift();
    expect(await exit).toBe(0);
    await old.stop();
  }
  await sleep(300);
  rolling = false;
  await Promise.all(load);

  service.close();
  for (const replica of replicas) await replica.stop();
  await upstream.close();
  expect([...outcomes.keys()]).toEqual([200]);
  expect(outcomes.get(200)).toBeGreaterThan(100);
});
