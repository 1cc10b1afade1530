/** A RunConfig fits into its ConfigMap to the byte, or is refused where it is largest. */
import { describe, expect, it } from 'vitest';
import { createProxy, refusalOf, refusalsOf, REMOTE_URL, runConfigTextOf } from '../../support';

const LIMIT = 1024 * 1024;

function withValueOf(length: number): object {
  return { remoteUrl: REMOTE_URL, headerForward: { addPlaintextHeaders: { 'X-A': 'a'.repeat(length) } } };
}

const bytesAround = Buffer.byteLength(runConfigTextOf(createProxy(withValueOf(1)).chart)) - 1;

describe('the size of the RunConfig', () => {
  it('may be 1 MiB', () => {
    const { chart } = createProxy(withValueOf(LIMIT - bytesAround));
    expect(Buffer.byteLength(runConfigTextOf(chart))).toBe(LIMIT);
  });

  it('may be no byte more, and the message says size and limit, not the value', () => {
    const { error, issues } = refusalOf(withValueOf(LIMIT - bytesAround + 1));
    expect(issues).toMatchObject([
      { code: 'ERR_RUN_CONFIG_TOO_LARGE', path: 'headerForward.addPlaintextHeaders' },
    ]);
    expect(issues[0]?.message).toContain(`${LIMIT + 1} bytes`);
    expect(issues[0]?.message).toContain(`takes ${LIMIT}`);
    expect(error.message).not.toContain('aaa');
  });

  const long = 'a'.repeat(LIMIT);
  const headers = Array.from({ length: 2_500 }, (_, index) => ({
    headerName: `X-${index}-${'a'.repeat(240)}`,
    valueSecretRef: { name: 'a', key: 'b' },
  }));

  it.each([
    ['remoteUrl', { remoteUrl: `https://mcp.example.com/${long}` }],
    ['headerForward.addHeadersFromSecret', { headerForward: { addHeadersFromSecret: headers } }],
    ['allowedOrigins', { allowedOrigins: Array.from({ length: 50_000 }, () => 'https://a.example.com') }],
    ['endpointPrefix', { endpointPrefix: `/${long}` }],
    ['oidcConfig', { oidcConfig: { kubernetes: { audience: long } } }],
  ])('is blamed on %s', (path, fields) => {
    expect(refusalsOf({ remoteUrl: REMOTE_URL, ...fields })).toEqual([`ERR_RUN_CONFIG_TOO_LARGE ${path}`]);
  });

  it('counts bytes, not characters, and comes with every other problem', () => {
    const addPlaintextHeaders = { 'X-A': 'é'.repeat(LIMIT / 2) };
    expect(refusalsOf({ remoteUrl: REMOTE_URL, headerForward: { addPlaintextHeaders } })).toEqual([
      'ERR_HEADER_VALUE_NON_ASCII headerForward.addPlaintextHeaders["X-A"]',
      'ERR_RUN_CONFIG_TOO_LARGE headerForward.addPlaintextHeaders',
    ]);
  });
});
