/**
 * A hostile remote wants the injected headers sent somewhere else: it redirects to a metadata service, another host,
 * port or scheme. Only a redirect within the configured origin is followed, and never without end.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { statusOf, valuesOf } from '../support/http-message';
import { SECRET_VALUE } from '../support/proxy-process';
import { OK_ANSWER, RawUpstream } from '../support/raw-upstream';
import { BODY, POST, createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

let rig: Rig;
let other: RawUpstream;

function redirect(location: string, status = 307): void {
  rig.upstream.behave(`HTTP/1.1 ${status} Moved\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`);
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({ way, bystander: { calls: true } });
    other = await new RawUpstream().listen();
  });
  afterEach(() => rig.settle());
  afterAll(async () => {
    await rig.close();
    await other.close();
  });

  describe('a redirect to another origin is the client’s, who has no secret to lose', () => {
    const elsewhere = (): string[] => [
      `http://127.0.0.1:${other.port}/mcp`,
      `//127.0.0.1:${other.port}/mcp`,
      `\\\\127.0.0.1:${other.port}/mcp`,
      `http://localhost:${rig.upstream.port}/mcp`,
      `http://127.0.0.1:${rig.upstream.port}@127.0.0.1:${other.port}/mcp`,
      `${way.isSecure ? 'http' : 'https'}://127.0.0.1:${rig.upstream.port}/mcp`,
      'http://169.254.169.254/latest/meta-data/',
      'http://[::ffff:169.254.169.254]/latest/meta-data/',
      'http://metadata.example.com/',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'http://',
      'http://[',
    ];

    it.each(Array.from({ length: 13 }, (_, index) => index))('number %i', async (index) => {
      const location = elsewhere()[index] ?? '';
      redirect(location);
      const answer = await (await rig.send(POST)).answer();
      expect(statusOf(answer)).toBe(307);
      expect(valuesOf(answer, 'location')).toEqual([location]);
      expect(rig.upstream.requests).toHaveLength(1);
      expect(other.received.toString()).toBe('');
    });
  });

  it.each([300, 301, 302, 303, 304, 305])(
    'status %i is the client’s, also within the origin',
    async (status) => {
      redirect('/moved', status);
      const answer = await (await rig.send(POST)).answer();
      expect(statusOf(answer)).toBe(status);
      expect(rig.upstream.requests).toHaveLength(1);
    },
  );

  it.each([307, 308])(
    'status %i within the origin is followed, with method, body and headers',
    async (status) => {
      rig.upstream.behave(async (connection) => {
        const { startLine } = await connection.wholeRequest();
        const moved = `HTTP/1.1 ${status} Moved\r\nLocation: ./moved?a=b\r\nContent-Length: 0\r\n\r\n`;
        connection.send(startLine.includes('moved') ? OK_ANSWER : moved);
      });
      expect(statusOf(await (await rig.send(POST)).answer())).toBe(200);
      expect(rig.upstream.requests.map(({ startLine }) => startLine)).toEqual([
        'POST /mcp HTTP/1.1',
        'POST /moved?a=b HTTP/1.1',
      ]);
      for (const request of rig.upstream.requests) {
        expect(request.body.toString()).toBe(BODY);
        expect(valuesOf(request, 'x-api-key')).toEqual([SECRET_VALUE]);
      }
    },
  );

  it('is followed five times, and no further', async () => {
    redirect('/mcp');
    const answer = await (await rig.send(POST)).answer();
    expect(statusOf(answer)).toBe(307);
    expect(rig.upstream.requests).toHaveLength(6);
  });

  it('is not followed with half a request: a body too long to be kept', async () => {
    redirect('/moved');
    const size = 256 * 1024;
    const client = await rig.send(`POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${size}\r\n\r\n`);
    client.send('a'.repeat(size));
    expect(statusOf(await client.answer())).toBe(307);
    expect(rig.upstream.requests).toHaveLength(1);
  });
});
