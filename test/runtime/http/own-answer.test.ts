import { expect, it } from 'vitest';
import { PROXY_ERRORS } from '../../../runtime/src/errors';
import type { ProxyErrorCode } from '../../../runtime/src/errors';
import { renderErrorBody } from '../../../runtime/src/http/own-answer';

const CODE = 'ERR_UPSTREAM_CONNECT';

function render(body?: string): unknown {
  return JSON.parse(renderErrorBody(CODE, body === undefined ? undefined : Buffer.from(body)));
}

it.each(Object.keys(PROXY_ERRORS) as ProxyErrorCode[])('%s has a body of its own', (code) => {
  expect(JSON.parse(renderErrorBody(code))).toEqual({ error: { code, message: PROXY_ERRORS[code].message } });
});

it.each([
  ['{"jsonrpc":"2.0","id":1,"method":"ping"}', 1],
  ['{"jsonrpc":"2.0","id":0,"method":"ping"}', 0],
  ['{"jsonrpc":"2.0","id":"","method":"ping"}', ''],
  ['{"id":"a-1","method":"tools/call","jsonrpc":"2.0"}', 'a-1'],
  ['{"jsonrpc":"2.0","id":"\\u00e9","method":"x"}', 'é'],
])('answers the request %s with a JSON-RPC error of the same id', (body, id) => {
  expect(render(body)).toEqual({
    jsonrpc: '2.0',
    id,
    error: { code: -32000, message: PROXY_ERRORS[CODE].message, data: { code: CODE } },
  });
});

it.each([
  undefined,
  '',
  'not json',
  '{"jsonrpc":"2.0","id":1',
  '[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
  '{"jsonrpc":"2.0","method":"notifications/initialized"}',
  '{"jsonrpc":"2.0","id":1,"result":{}}',
  '{"jsonrpc":"2.0","id":null,"method":"ping"}',
  '{"jsonrpc":"2.0","id":{},"method":"ping"}',
  '"text"',
  'null',
])('answers %j plainly', (body) => expect(render(body)).toMatchObject({ error: { code: CODE } }));

it('adds facts in either shape', () => {
  const details = { endpoint: '/mcp' };
  expect(JSON.parse(renderErrorBody('ERR_PROXY_NOT_FOUND', undefined, details))).toMatchObject({
    error: { code: 'ERR_PROXY_NOT_FOUND', endpoint: '/mcp' },
  });
  const request = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping"}');
  expect(JSON.parse(renderErrorBody('ERR_PROXY_NOT_FOUND', request, details))).toMatchObject({
    error: { data: { code: 'ERR_PROXY_NOT_FOUND', endpoint: '/mcp' } },
  });
});
