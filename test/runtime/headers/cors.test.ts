import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildPreflightAnswer, corsFields, isPreflight } from '../../../runtime/src/headers/cors';

const ORIGIN = 'https://app.example.com';

/** The value of a field of an answer to a preflight that asks for `requested`. */
function answered(requested: string, name: string): string | undefined {
  const fields = buildPreflightAnswer(ORIGIN, ['access-control-request-headers', requested]);
  return fields[fields.indexOf(name) + 1];
}

describe('a preflight', () => {
  const asking = ['Origin', ORIGIN, 'Access-Control-Request-Method', 'POST'];

  it.each([
    ['OPTIONS', asking, true],
    ['OPTIONS', ['ORIGIN', ORIGIN, 'access-control-request-method', ''], true],
    ['POST', asking, false],
    ['options', asking, false],
    [undefined, asking, false],
    ['OPTIONS', ['Origin', ORIGIN], false],
    ['OPTIONS', ['Access-Control-Request-Method', 'POST'], false],
    ['OPTIONS', ['X-A', 'origin', 'X-B', 'access-control-request-method'], false],
    ['OPTIONS', [], false],
  ])('%s %j: %s', (method, rawHeaders, expected) => {
    expect(isPreflight({ method, rawHeaders })).toBe(expected);
  });
});

describe('the answer to a preflight', () => {
  it('allows what MCP needs and what was asked for', () => {
    const requested = 'content-type,mcp-protocol-version,mcp-session-id';
    expect(buildPreflightAnswer(ORIGIN, ['Access-Control-Request-Headers', requested])).toEqual([
      'Access-Control-Allow-Origin',
      ORIGIN,
      'Access-Control-Allow-Methods',
      'GET, POST, DELETE',
      'Access-Control-Allow-Headers',
      'content-type, mcp-protocol-version, mcp-session-id',
      'Access-Control-Max-Age',
      '7200',
      'Vary',
      'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    ]);
  });

  it.each([undefined, '', ' , ,', 'a b', 'x\r\ny', 'ä', '"', 'x:y'])(
    'allows no fields for %j',
    (requested) => {
      const asked = requested === undefined ? [] : ['access-control-request-headers', requested];
      expect(buildPreflightAnswer(ORIGIN, asked)).not.toContain('Access-Control-Allow-Headers');
    },
  );

  it('leaves out what is no field name, and what is said twice', () => {
    expect(answered('X-A, x a, x-b\0, X-a,, *', 'Access-Control-Allow-Headers')).toBe('x-a, *');
  });

  it('is bounded, however much is asked for', () => {
    const names = Array.from({ length: 1000 }, (_, i) => `x${i}`);
    expect(answered(names.slice(0, 500).join(','), 'Access-Control-Allow-Headers')?.split(', ')).toEqual(
      names.slice(0, 64),
    );
    expect(buildPreflightAnswer(ORIGIN, ['access-control-request-headers', names.join(',')])).not.toContain(
      'Access-Control-Allow-Headers',
    );
  });

  it('is a field list whatever is asked for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (requested) => {
        const fields = buildPreflightAnswer(ORIGIN, ['access-control-request-headers', requested]);
        expect(fields.length % 2).toBe(0);
        expect(fields.join('')).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});

it('every other answer says which page may read it, and what beside the body', () => {
  expect(corsFields(ORIGIN)).toEqual([
    'Access-Control-Allow-Origin',
    ORIGIN,
    'Access-Control-Expose-Headers',
    'Mcp-Session-Id, WWW-Authenticate, Retry-After',
    'Vary',
    'Origin',
  ]);
});
