/** The command line of the MCP Inspector with nothing but a URL, and a user who agrees in a browser. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { agreeInBrowser } from '../../e2e/auth/oauth-client';
import { PEERS_DIR } from '../sdks/sdk';

const PACKAGE = join(PEERS_DIR, 'inspector/node_modules/@modelcontextprotocol/inspector');
const CLI = join(PACKAGE, 'clients/launcher/build/index.js');

const PATIENCE_MS = 60_000;

export interface Login {
  /** Where the user was sent; undefined when nobody was asked. */
  readonly authorizationUrl: URL | undefined;
  readonly output: string;
  readonly errors: string;
  readonly status: number | null;
}

/** Calls a tool. `home` is where the Inspector keeps what it learns, `callbackPort` where it waits for the browser. */
export async function callTool(
  url: string,
  tool: string,
  home: string,
  callbackPort: number,
): Promise<Login> {
  const callback = `http://127.0.0.1:${callbackPort}/oauth/callback`;
  const args = [
    ...['--cli', '--server-url', url, '--transport', 'http', '--callback-url', callback],
    ...['--format', 'json', '--method', 'tools/call', '--tool-name', tool],
  ];
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Nothing of the user's: no keychain, no forward proxy, and where it opens a browser there is none to be found.
    env: { PATH: '', HOME: home, MCP_AUTO_OPEN_ENABLED: 'true', MCP_INSPECTOR_SECRET_STORE: 'file' },
    timeout: PATIENCE_MS,
  });
  let [output, errors] = ['', ''];
  let authorization: { readonly url: URL; readonly agreed: Promise<unknown> } | undefined;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
    const asked = /(http\S+response_type=\S+)\s/.exec(errors)?.[1];
    if (asked === undefined || authorization !== undefined) return;
    const start = new URL(asked);
    authorization = { url: start, agreed: agree(start, callback) };
  });
  const [status] = (await once(child, 'close')) as [number | null];
  await authorization?.agreed;
  return { authorizationUrl: authorization?.url, output, errors, status };
}

/** The browser ends up at the Inspector, which is told the code. */
async function agree(start: URL, callback: string): Promise<void> {
  await fetch(await agreeInBrowser(start, callback));
}
