import { expect, it } from 'vitest';
import { isSecretId, secretEnvName, secretId } from '../../contract/secret-id';

// What ToolHive's operator and runner make of the same pairs; either runner must find what either side wrote.
it.each([
  ['mixed-headers-proxy', 'X-API-Key', 'HEADER_FORWARD_X_API_KEY_MIXED_HEADERS_PROXY'],
  ['test-proxy', 'authorization', 'HEADER_FORWARD_AUTHORIZATION_TEST_PROXY'],
  ['proxy.v2', 'X-Token', 'HEADER_FORWARD_X_TOKEN_PROXY_V2'],
  ['1st-proxy', '2FA-Code', 'HEADER_FORWARD_2FA_CODE_1ST_PROXY'],
  ['my-proxy', 'X_API_KEY', 'HEADER_FORWARD_X_API_KEY_MY_PROXY'],
  ['my-proxy', 'x.api.key', 'HEADER_FORWARD_X_API_KEY_MY_PROXY'],
  ['my-proxy', 'X Api Key', 'HEADER_FORWARD_X_API_KEY_MY_PROXY'],
  ['my-proxy', 'X--Double', 'HEADER_FORWARD_X__DOUBLE_MY_PROXY'],
  ['my-proxy', '-Lead-', 'HEADER_FORWARD__LEAD__MY_PROXY'],
  ['my-proxy', 'X-Tag(1)', 'HEADER_FORWARD_X_TAG_1__MY_PROXY'],
  ['my-proxy', 'X-Straße', 'HEADER_FORWARD_X_STRA_E_MY_PROXY'],
  ['my-proxy', 'X-🔑', 'HEADER_FORWARD_X___MY_PROXY'],
  ['b-c', 'X-A', 'HEADER_FORWARD_X_A_B_C'],
  ['c', 'X-A-B', 'HEADER_FORWARD_X_A_B_C'],
])('%s, %s: %s', (proxyName, headerName, id) => {
  expect(secretId(proxyName, headerName)).toBe(id);
  expect(isSecretId(id)).toBe(true);
  expect(secretEnvName(id)).toBe(`TOOLHIVE_SECRET_${id}`);
});

it.each(['', 'A-B', 'A B', 'A=B', 'A\n', 'Ä', 'A.B', '$(A)'])('%j is no identifier', (id) =>
  expect(isSecretId(id)).toBe(false),
);
