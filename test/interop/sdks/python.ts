/** The Python SDK, in a virtual environment of its own. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE_DIR, NotRunnable, PEERS_DIR, runTool } from './sdk';
import type { Programs, Sdk } from './sdk';

const OLDEST = [3, 10] as const;
const SOURCES = join(PEERS_DIR, 'python');
const REQUIREMENTS = join(SOURCES, 'requirements.txt');
const VENV = join(CACHE_DIR, 'python');
const PYTHON = join(VENV, 'bin', 'python');
/** A copy of the requirements that the virtual environment fulfils, written last. */
const INSTALLED = join(VENV, 'requirements.txt');

export const PYTHON_SDK: Sdk = {
  id: 'python',
  isServer: true,
  async install(report): Promise<Programs> {
    const requirements = readFileSync(REQUIREMENTS, 'utf8');
    if (!existsSync(INSTALLED) || readFileSync(INSTALLED, 'utf8') !== requirements) {
      report('installing the Python SDK');
      await createEnvironment();
      writeFileSync(INSTALLED, requirements);
    }
    return {
      version: /^mcp==(.+)$/m.exec(requirements)?.[1] ?? '',
      client: [PYTHON, join(SOURCES, 'client.py')],
      server: [PYTHON, join(SOURCES, 'server.py')],
    };
  },
};

async function createEnvironment(): Promise<void> {
  const version = await runTool(['python3', '-c', 'import sys; print(*sys.version_info[:2])']);
  const [major = 0, minor = 0] = version.split(' ').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new NotRunnable(`python3 is ${major}.${minor}, and the SDK needs ${OLDEST.join('.')}`);
  }
  rmSync(VENV, { recursive: true, force: true });
  await runTool(['python3', '-m', 'venv', VENV]);
  await runTool([PYTHON, '-m', 'pip', 'install', '--disable-pip-version-check', '-r', REQUIREMENTS], {
    env: { PIP_CACHE_DIR: join(CACHE_DIR, 'pip') },
  });
}
