import { expect } from 'vitest';
import { statusOf, valuesOf } from './http-message';
import type { HttpMessage } from './http-message';

/** An answer of the proxy's own to a JSON-RPC request with the id 1: the status, and the stable code in the body. */
export function expectRpcError(answer: HttpMessage, status: number, code: string): void {
  expect(answer.complete).toBe(true);
  expect(statusOf(answer)).toBe(status);
  expect(valuesOf(answer, 'content-type')).toEqual(['application/json']);
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    jsonrpc: '2.0',
    id: 1,
    error: { data: { code } },
  });
}

/** The same for anything else that was asked. */
export function expectError(answer: HttpMessage, status: number, code: string): void {
  expect(answer.complete).toBe(true);
  expect(statusOf(answer)).toBe(status);
  expect(JSON.parse(answer.body.toString())).toMatchObject({ error: { code } });
}
