/** The MCP Inspector, of which only the command line is used. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PEERS_DIR, runTool } from './sdk';
import type { Programs, Sdk } from './sdk';
import { packageVersion, runTypeScript } from './typescript';

const SOURCES = join(PEERS_DIR, 'inspector');
const PACKAGE = join(SOURCES, 'node_modules/@modelcontextprotocol/inspector');

export const INSPECTOR: Sdk = {
  id: 'inspector',
  isServer: false,
  async install(report): Promise<Programs> {
    if (!existsSync(PACKAGE) || packageVersion(PACKAGE) !== pinnedVersion()) {
      report('installing the MCP Inspector');
      await runTool(['npm', 'ci', '--ignore-scripts'], { cwd: SOURCES });
    }
    return { version: pinnedVersion(), client: runTypeScript(join(SOURCES, 'client.ts')) };
  },
};

function pinnedVersion(): string {
  const { dependencies } = JSON.parse(readFileSync(join(SOURCES, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  return dependencies['@modelcontextprotocol/inspector'] ?? '';
}
