/** The Go SDK, built with modules and caches of its own. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE_DIR, PEERS_DIR, runTool } from './sdk';
import type { Programs, Sdk } from './sdk';

const SOURCES = join(PEERS_DIR, 'go');
const GO_DIR = join(CACHE_DIR, 'go');
const BIN = join(GO_DIR, 'bin');

const ENV = {
  GOPATH: GO_DIR,
  GOMODCACHE: join(GO_DIR, 'mod'),
  GOCACHE: join(GO_DIR, 'build'),
  // Modules that can be deleted again, and programs that do not ask for the state of the checkout.
  GOFLAGS: '-modcacherw -buildvcs=false',
  // The Go of this machine or none.
  GOTOOLCHAIN: 'local',
};

export const GO_SDK: Sdk = {
  id: 'go',
  isServer: true,
  async install(report): Promise<Programs> {
    report('building the peers in Go');
    await runTool(['go', 'build', '-o', `${BIN}/`, './client', './server'], { cwd: SOURCES, env: ENV });
    const goMod = readFileSync(join(SOURCES, 'go.mod'), 'utf8');
    return {
      version: /modelcontextprotocol\/go-sdk v(\S+)/.exec(goMod)?.[1] ?? '',
      client: [join(BIN, 'client')],
      server: [join(BIN, 'server')],
    };
  },
};
