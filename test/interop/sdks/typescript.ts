/** Both generations of the TypeScript SDK, which are dependencies of this repository. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PEERS_DIR, ROOT } from './sdk';
import type { Command, Sdk } from './sdk';

export const TYPESCRIPT_V1 = typescriptSdk('v1', 'sdk');
export const TYPESCRIPT_V2 = typescriptSdk('v2', 'client');

function typescriptSdk(generation: string, packageName: string): Sdk {
  return {
    id: `typescript-${generation}`,
    isServer: true,
    install: () =>
      Promise.resolve({
        version: packageVersion(join(ROOT, 'node_modules/@modelcontextprotocol', packageName)),
        client: runTypeScript(join(PEERS_DIR, 'typescript', `client-${generation}.ts`)),
        server: runTypeScript(join(PEERS_DIR, 'typescript', `server-${generation}.ts`)),
      }),
  };
}

export function runTypeScript(file: string): Command {
  return [process.execPath, '--import', 'tsx', file];
}

/** The version in the package.json of `folder`. */
export function packageVersion(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
