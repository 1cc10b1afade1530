/** docs/errors.md has one row for each code there is, and none for any other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROXY_ERRORS } from '../../runtime/src/errors';
import type { ProxyError } from '../../runtime/src/errors';
import { renderErrorBody } from '../../runtime/src/http/own-answer';
import { codeBlocksOf, codeRowsOf, readPage, ROOT } from './markdown';

const [, atSynthAndStart = '', onTheWire = ''] = readPage('docs/errors.md').split(/^## /m);
const PLACES = ['synth', 'start', 'local', 'image'];

/** The members of the type, which is not there at run time. */
function issueCodes(): string[] {
  const source = readFileSync(join(ROOT, 'contract/issue.ts'), 'utf8');
  const union = /export type IssueCode =([^;]*);/.exec(source)?.[1] ?? '';
  return [...union.matchAll(/'(\w+)'/g)].map(([, code = '']) => code);
}

describe('at synth and at start', () => {
  const rows = codeRowsOf(atSynthAndStart);

  it('lists every issue code once', () => {
    expect(rows.map(([code]) => code).sort()).toEqual(issueCodes().sort());
    expect(rows.length).toBeGreaterThan(50);
  });

  it.each(rows)('%s says where, what it means and what to do', (...row) => {
    const [, where = '', meaning = '', remedy = '', ...more] = row;
    expect(PLACES).toEqual(expect.arrayContaining(where.split(', ')));
    expect(meaning.length).toBeGreaterThan(5);
    expect(remedy.length).toBeGreaterThan(3);
    expect(more).toEqual([]);
  });

  it.each(rows)('%s comes from where it says', (code = '', where = '') => {
    const isLocal = code.startsWith('ERR_LOCAL_');
    expect(where).toMatch(isLocal ? /^local$/ : /synth|start|^image$/);
  });
});

describe('on the wire', () => {
  it('lists every error of the proxy with its status', () => {
    const documented = codeRowsOf(onTheWire).map(([code, status]) => [code, Number(status)]);
    expect(documented).toEqual(Object.entries(PROXY_ERRORS).map(([code, { status }]) => [code, status]));
  });

  it('says Retry-After where it is sent, and only there', () => {
    for (const [code = '', , condition = ''] of codeRowsOf(onTheWire)) {
      const error: ProxyError | undefined = PROXY_ERRORS[code as keyof typeof PROXY_ERRORS];
      expect([code, condition.includes('Retry-After')]).toEqual([code, error.retryAfter !== undefined]);
    }
  });

  it('shows bodies as they are', () => {
    const request = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping"}');
    const bodies = codeBlocksOf('docs/errors.md').filter(({ language }) => language === 'json');
    expect(bodies.map(({ code }) => JSON.parse(code) as unknown)).toEqual(
      [
        renderErrorBody('ERR_PROXY_NOT_FOUND', undefined, { endpoint: '/mcp' }),
        renderErrorBody('ERR_UPSTREAM_CONNECT', request),
      ].map((body) => JSON.parse(body) as unknown),
    );
  });
});
