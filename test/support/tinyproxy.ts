/** A real forward proxy, where Debian's package is installed: `apt-get install tinyproxy-bin`. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { freePort } from './free-port';
import type { ForwardProxyProcess } from './ways';

const PATIENCE_MS = 5000;

export const HAS_TINYPROXY = isInstalled('tinyproxy');

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export async function startTinyproxy(): Promise<ForwardProxyProcess> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'mcp-remote-proxy-tinyproxy-'));
  const file = join(folder, 'tinyproxy.conf');
  await writeFile(
    file,
    `Port ${port}\nListen 127.0.0.1\nAllow 127.0.0.1\nTimeout 600\nMaxClients 4096\nLogLevel Critical\n`,
  );
  const child = spawn('tinyproxy', ['-d', '-c', file], { stdio: 'ignore' });
  await vi.waitFor(() => expectListening(port), { timeout: PATIENCE_MS, interval: 20 });
  return { url: () => `http://127.0.0.1:${port}`, close: () => stop(child, folder) };
}

async function expectListening(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
  await rm(folder, { recursive: true });
}
