import { expect, it } from 'vitest';
import {
  buildExpectedHeaders,
  compareHeaders,
  isAsExpected,
  renderFindings,
} from '../../examples/demo/header-report';
import { createThrowAwaySecrets } from '../../examples/demo/throw-away-secrets';

const expected = [{ name: 'X-API-Key', source: 'Secret s, key k', value: 'right' }];

it.each([
  ['once with its value', [['x-api-key', 'right']], true],
  [
    'in every request',
    [
      ['X-API-Key', 'right'],
      ['Host', 'h', 'X-API-Key', 'right'],
    ],
    true,
  ],
  ['not at all', [['Host', 'right']], false],
  [
    'in one request only',
    [
      ['X-API-Key', 'right'],
      ['Host', 'h'],
    ],
    false,
  ],
  ['with another value', [['X-API-Key', 'wrong']], false],
  ['with more than its value', [['X-API-Key', 'right, right']], false],
  ['twice', [['X-API-Key', 'right', 'X-API-Key', 'right']], false],
  ['beside a look-alike', [['X-API-Key', 'right', 'x_api_key', 'wrong']], false],
  ['in no request, because there was none', [], false],
])('a header received %s', (_what, requests, ok) => {
  expect(compareHeaders(expected, requests).every(isAsExpected)).toBe(ok);
});

it('prints what is wrong', () => {
  const findings = compareHeaders(expected, [
    ['X-API-Key', 'right'],
    ['X-API-Key', 'a', 'X-API-Key', 'right'],
  ]);
  expect(renderFindings(findings)).toBe(
    'HEADER     SOURCE           RECEIVED  EXACTLY ONCE\n' +
      'X-API-Key  Secret s, key k  yes       NO, in 1 of 2 requests\n',
  );
});

it('expects the headers of both kinds, with the values of their sources', () => {
  const valueSecretRef = { name: 's', key: 'k' };
  const secrets = createThrowAwaySecrets([valueSecretRef]);
  const headers = buildExpectedHeaders(
    {
      addPlaintextHeaders: { 'X-Tenant-ID': 't' },
      addHeadersFromSecret: [{ headerName: 'X-API-Key', valueSecretRef }],
    },
    secrets,
  );
  expect(headers).toEqual([
    { name: 'X-Tenant-ID', source: 'plain text', value: 't' },
    { name: 'X-API-Key', source: 'Secret s, key k', value: secrets.values[0] },
  ]);
});
