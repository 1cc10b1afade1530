import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Plugin } from 'esbuild';

const UNDICI = dirname(createRequire(import.meta.url).resolve('undici/package.json'));

/** What the proxy uses of undici, and the file it is in. Another name does not bundle. */
const EXPORTS = {
  Agent: 'lib/dispatcher/agent.js',
  Client: 'lib/dispatcher/client.js',
  buildConnector: 'lib/core/connect.js',
} as const;

/** Stands in for undici's index, which loads all there is: fetch, WebSocket, caches, mocks. */
const INDEX = Object.entries(EXPORTS)
  .map(([name, file]) => `export { default as ${name} } from './${file}';`)
  .join('\n');

/** Bundles of undici what is used. */
export const leanUndici: Plugin = {
  name: 'lean-undici',
  setup(build) {
    build.onResolve({ filter: /^undici$/ }, ({ path }) => ({ path, namespace: 'lean' }));
    build.onLoad({ filter: /./, namespace: 'lean' }, () => ({ contents: INDEX, resolveDir: UNDICI }));
  },
};
