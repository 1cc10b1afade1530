/** A second issuer that, like an API server, tells its keys to nobody but who shows the token of a pod. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { readCredentials } from './certificates';
import { sendJson, startTestIssuer } from './test-issuer';
import type { SigningKey, TestIssuer } from './test-issuer';

export const POD_TOKEN = 'token-of-the-pod';

/** Runs until the test is over, over TLS. */
export async function startApiServer(key: SigningKey): Promise<TestIssuer> {
  const api = await startTestIssuer([key], readCredentials('good'));
  onTestFinished(() => api.close());
  api.behave((request, response) => {
    if (request.headers.authorization !== `Bearer ${POD_TOKEN}`) return void response.writeHead(401).end();
    if (request.url === '/keys') return sendJson(response, api.published);
    sendJson(response, { issuer: api.url, jwks_uri: `${api.url}/keys` });
  });
  return api;
}

/** The file of that token, until the test is over. */
export function mountToken(): string {
  const folder = mkdtempSync(join(tmpdir(), 'service-account-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'token'), POD_TOKEN);
  return join(folder, 'token');
}
