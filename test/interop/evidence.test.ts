import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Observation, judgeDelete, judgeHeaders, judgeResume } from './evidence';
import { fails, notApplicable, OK } from './outcome';
import type { Headers, SeenRequest } from './protocol';

function request(method: string, ...headers: Headers): SeenRequest {
  return { method, headers };
}

describe('judgeHeaders', () => {
  const expected: Headers = [
    ['X-Tenant-ID', 'tenant-456'],
    ['X-API-Key', 'injected'],
  ];
  const complete = request('POST', ['x-tenant-id', 'tenant-456'], ['x-api-key', 'injected']);

  it('is content when every request has each header once', () => {
    expect(judgeHeaders([complete, complete], expected)).toEqual(OK);
  });

  it.each<[string, SeenRequest[], string]>([
    ['no request', [], 'the server saw no request'],
    [
      'a request without one',
      [complete, request('GET', ['X-Tenant-ID', 'tenant-456'])],
      'GET with 0 of X-API-Key',
    ],
    [
      'one twice',
      [request('POST', ...complete.headers, ['X-Api-Key', 'injected'])],
      'POST with 2 of X-API-Key',
    ],
    [
      "the client's value",
      [request('POST', ['X-Tenant-ID', 'tenant-456'], ['X-API-Key', 'from-the-client'])],
      'POST with another value of X-API-Key',
    ],
  ])('names %s, and no value', (_what, requests, detail) => {
    expect(judgeHeaders(requests, expected)).toEqual(fails(detail));
  });
});

describe('judgeResume', () => {
  const observation = new Observation();
  observation.markCut('server');
  observation.see(request('GET', ['Last-Event-ID', '7']));
  observation.markCut('client');
  observation.see(request('POST'));

  it('believes an answer somebody came back for', () => {
    expect(judgeResume(OK, observation.sinceCut('server'))).toEqual(OK);
  });

  it('does not believe an answer nobody came back for after this cut', () => {
    const expected = fails('answered, but nobody came back with Last-Event-ID');
    expect(judgeResume(OK, observation.sinceCut('client'))).toEqual(expected);
  });

  it.each([fails('no answer'), notApplicable('no resumption')])('leaves %o as it is', (claimed) => {
    expect(judgeResume(claimed, observation.sinceCut('server'))).toBe(claimed);
  });
});

describe('judgeDelete', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      response.writeHead(request.headers['mcp-session-id'] === 'gone' ? 404 : 200).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`;
  });

  afterAll(() => server.close());

  it('believes a session that is gone', async () => {
    const requests = [request('POST'), request('DELETE', ['Mcp-Session-Id', 'gone'])];
    expect(await judgeDelete(OK, requests, url)).toEqual(OK);
  });

  it('does not believe a session that still answers', async () => {
    const requests = [request('DELETE', ['Mcp-Session-Id', 'there'])];
    const expected = fails('a request to the deleted session is answered with 200');
    expect(await judgeDelete(OK, requests, url)).toEqual(expected);
  });

  it('does not believe a client whose DELETE arrived nowhere', async () => {
    const expected = fails('no DELETE reached the server');
    expect(await judgeDelete(OK, [request('POST')], url)).toEqual(expected);
  });
});
