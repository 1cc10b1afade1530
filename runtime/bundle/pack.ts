/** The pod's program as it travels in a ConfigMap: compressed, with the loader that knows its digest. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { RUNTIME } from './programs.ts';

// Also in contract/bundled-runtime.ts, which Node cannot load without a warning: its package has no module type.
const LOADER_FILE = 'load.mjs';
const PACKED_PROGRAM_FILE = 'mcp-remote-proxy.mjs.br';

/** What stands in the loader's source for the digest. */
const PLACEHOLDER = '<sha256 of the packed program>';

/** Files by name; the same program gives the same bytes. */
export async function packProgram(program: Uint8Array): Promise<Record<string, string | Uint8Array>> {
  const packed = await promisify(brotliCompress)(program, {
    params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_SIZE_HINT]: program.byteLength },
  });
  const digest = createHash('sha256').update(packed).digest('hex');
  const loader = readFileSync(join(RUNTIME, 'loader', LOADER_FILE), 'utf8');
  return { [LOADER_FILE]: loader.replace(PLACEHOLDER, digest), [PACKED_PROGRAM_FILE]: packed };
}
