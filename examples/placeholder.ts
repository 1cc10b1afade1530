/**
 * What is committed of a synth shows where the digest of the runtime stands, and not which it is: it would change with
 * every change of the runtime, and nobody reads it.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const RUNTIME = 'mcp-remote-proxy-runtime';
const DIGEST = new RegExp(`(?<=${RUNTIME}-)[0-9a-f]{16}`, 'g');

export function withPlaceholder(yaml: string): string {
  return yaml.replaceAll(DIGEST, '0'.repeat(16));
}

/** Of every file in `folder`, where the runtimes themselves are removed. */
export function writePlaceholders(folder: string): void {
  for (const file of readdirSync(folder).map((name) => join(folder, name))) {
    if (file.includes(RUNTIME)) rmSync(file);
    else writeFileSync(file, withPlaceholder(readFileSync(file, 'utf8')));
  }
}
