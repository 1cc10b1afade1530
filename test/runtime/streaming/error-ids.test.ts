/** Our own errors carry the id of the request they answer, as it was written: clients match it to what they sent. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { statusOf } from '../../support/http-message';
import { createRig } from '../../support/rig';
import type { Rig } from '../../support/rig';

let rig: Rig;
beforeAll(async () => {
  rig = await createRig();
});
afterEach(() => rig.settle());
afterAll(() => rig.close());

const IDS = ['9007199254740993', '1e400', '-0', '1.0', '"9007199254740993"'];

async function post(path: string, id: string): Promise<{ status: number; body: string }> {
  const body = `{"jsonrpc":"2.0","id":${id},"method":"ping"}`;
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`;
  const answer = await (await rig.send(head + body)).answer();
  return { status: statusOf(answer), body: answer.body.toString() };
}

it.each(IDS)('of a request that is refused: %s', async (id) => {
  const { status, body } = await post('/nowhere', id);
  expect(status).toBe(404);
  expect(body).toContain(`"id":${id},`);
});

it.each(IDS)('of a request the remote does not answer: %s', async (id) => {
  rig.upstream.behave((connection) => void connection.socket.destroy());
  const { status, body } = await post('/mcp', id);
  expect(status).toBe(502);
  expect(body).toContain(`"id":${id},`);
});

it('bytes that are no text have no id to repeat, and are answered all the same', async () => {
  const body = Buffer.from('{"jsonrpc":"2.0","id":"\xff","method":"ping"}', 'latin1');
  const head = `POST /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n`;
  const answer = await (await rig.send(Buffer.concat([Buffer.from(head), body]))).answer();
  expect(statusOf(answer)).toBe(404);
  expect(JSON.parse(answer.body.toString())).not.toHaveProperty('id');
});
