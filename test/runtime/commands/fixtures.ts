/** RunConfigs on disk for the command line to find. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { MINIMAL } from '../../contract/run-configs';

/** Values that may be in no output. */
export const PLAINTEXT = 'plain-value-nobody-prints';
export const SECRET = 'hunter2-the-real-one';

export const SECRETS_ENV = {
  TOOLHIVE_SECRETS_PROVIDER: 'environment',
  TOOLHIVE_SECRET_KEY_ID: SECRET,
  TOOLHIVE_SECRET_TOKEN_ID: `${SECRET}\n`,
};

const WITH_HEADERS = {
  ...MINIMAL,
  remote_url: 'https://mcp.example.com/mcp?key=in-the-query',
  header_forward: {
    add_plaintext_headers: { 'X-Tenant-ID': PLAINTEXT },
    add_headers_from_secret: { 'X-API-Key': 'KEY_ID', Authorization: 'TOKEN_ID' },
  },
};

const directories: string[] = [];
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true });
});

/** A directory with a RunConfig in it; `fields` go on top of one with headers of both kinds. */
export function writeRunConfig(fields: object = {}): { readonly directory: string; readonly file: string } {
  const directory = mkdtempSync(join(tmpdir(), 'command-test-'));
  directories.push(directory);
  const file = join(directory, 'runconfig.json');
  writeFileSync(file, JSON.stringify({ ...WITH_HEADERS, ...fields }));
  return { directory, file };
}
