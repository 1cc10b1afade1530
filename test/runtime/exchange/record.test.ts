/** Every request ends in one record, which says what came and what was sent, whoever answered. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { createServer, listen } from '../../../runtime/src/server';
import { createProxy } from '../../../runtime/src/start';
import { createLog } from '../../../runtime/src/telemetry/log';
import { LogOutput } from '../../../runtime/src/telemetry/log-output';
import type { RequestRecord } from '../../../runtime/src/telemetry/record';
import { Records } from '../../../runtime/src/telemetry/records';
import { RequestLog } from '../../../runtime/src/telemetry/request-log';
import { OK_BODY, RawUpstream } from '../../support/raw-upstream';
import { toProxyParts } from '../../support/proxy-parts';

let records: RequestRecord[] = [];
const lines: string[] = [];
const output = new PassThrough().on('data', (line: Buffer) => lines.push(line.toString()));
const log = createLog(true, new LogOutput(output));

let upstream: RawUpstream;
let server: ReturnType<typeof createServer>;
let port: number;
beforeAll(async () => {
  upstream = await new RawUpstream().listen();
  const config = {
    remote_url: `http://127.0.0.1:${upstream.port}/mcp`,
    allowed_origins: ['https://page.example'],
    limits: { request_body_bytes: 5000, header_bytes: 2000 },
  };
  const proxy = createProxy(toProxyParts(config, log));
  const requestLog = new RequestLog(log);
  const takers = [(record: RequestRecord) => records.push(record), requestLog.write.bind(requestLog)];
  server = createServer({ ...proxy, records: new Records(log, takers) });
  port = await listen(server.http, '127.0.0.1', 0);
});
beforeEach(() => {
  records = [];
  lines.length = 0;
});
afterEach(() => upstream.reset());
afterAll(async () => {
  server.http.close();
  await upstream.close();
});

/** Sends `request` and waits for the end of the connection; returns the answer's body. */
async function exchange(request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => {});
  socket.write(request);
  await once(socket, 'close');
  return answer.slice(answer.indexOf('\r\n\r\n') + 4);
}

function head(startLine: string, ...fields: string[]): string {
  return [`${startLine} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...fields, '', ''].join('\r\n');
}

const SENT = 1000;
const BODY = 'x'.repeat(SENT);
const LENGTH = `Content-Length: ${SENT}`;

it.each([
  ['a call', head('POST /mcp', LENGTH) + BODY, 'answered', undefined, 'mcp', SENT],
  ['a preflight', preflight(), 'answered', undefined, 'none', 0],
  [
    'a path nobody serves',
    head('POST /nowhere', LENGTH) + BODY,
    'refused',
    'ERR_PROXY_NOT_FOUND',
    'none',
    SENT,
  ],
  ['a method nobody knows', head('PUT /mcp'), 'refused', 'ERR_PROXY_METHOD', 'mcp', 0],
  ['a HEAD of nothing', head('HEAD /nowhere'), 'refused', 'ERR_PROXY_NOT_FOUND', 'none', 0],
  ['a probe', head('GET /health'), 'answered', undefined, 'health', 0],
  ['what is no probe', head('POST /health', LENGTH) + BODY, 'refused', 'ERR_PROXY_METHOD', 'health', SENT],
])('%s', async (_name, request, outcome, code, route, bytesIn) => {
  const body = await exchange(request);
  expect(records).toMatchObject([{ outcome, code, route, bytesIn, bytesOut: body.length }]);
  const [{ firstByteMs, durationMs }] = records as [RequestRecord];
  expect(firstByteMs).toBeGreaterThanOrEqual(0);
  expect(durationMs).toBeGreaterThanOrEqual(firstByteMs);
});

function preflight(): string {
  const fields = ['Origin: https://page.example', 'Access-Control-Request-Method: POST'];
  return head('OPTIONS /mcp', ...fields);
}

it('a remote that does not answer', async () => {
  upstream.behave((connection) => void connection.socket.destroy());
  const body = await exchange(head('POST /mcp', LENGTH) + BODY);
  expect(records).toMatchObject([
    { outcome: 'failed', code: 'ERR_UPSTREAM_CLOSED', bytesIn: SENT, bytesOut: body.length, answered: false },
  ]);
  expect(records[0]?.firstByteMs).toBeGreaterThan(0);
});

it('an answer of the remote’s', async () => {
  expect(await exchange(head('POST /mcp', LENGTH) + BODY)).toBe(OK_BODY);
  expect(records).toMatchObject([{ status: 200, answered: true, bytesOut: OK_BODY.length }]);
});

it.each([
  ['no HTTP', 'nonsense\r\n\r\n', 400, 'ERR_PROXY_BAD_REQUEST'],
  ['too long a head', head('GET /mcp', `X-A: ${'a'.repeat(4000)}`), 431, 'ERR_PROXY_HEADERS_TOO_LARGE'],
  ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', 405, 'ERR_PROXY_METHOD'],
])('what never became a request: %s', async (_name, request, status, code) => {
  await exchange(request);
  expect(records).toMatchObject([{ outcome: 'refused', code, status, method: '', route: 'none' }]);
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { msg: 'request refused', code, status },
  ]);
  expect(lines[0]).not.toContain('method');
});

it('probes are not in the log', async () => {
  await exchange(head('GET /health'));
  expect(lines).toEqual([]);
});
