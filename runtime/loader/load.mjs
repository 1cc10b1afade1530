// Starts the program beside this file from memory: nothing is written, and nothing starts that was not built with it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { brotliDecompressSync } from 'node:zlib';

const SHA256 = '<sha256 of the packed program>';

const packed = readFileSync(new URL('mcp-remote-proxy.mjs.br', import.meta.url));
const found = createHash('sha256').update(packed).digest('hex');
if (found !== SHA256) {
  process.stderr.write(`mcp-remote-proxy cannot start: its program has the digest ${found}, not ${SHA256}\n`);
  process.exit(1);
}

const source = brotliDecompressSync(packed);
const url = new URL('mcp-remote-proxy.mjs', import.meta.url).href;
registerHooks({
  resolve: (name, context, next) => (name === url ? { url, shortCircuit: true } : next(name, context)),
  load: (at, context, next) =>
    at === url ? { format: 'module', source, shortCircuit: true } : next(at, context),
});
await import(url);
