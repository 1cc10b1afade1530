import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

const NAMESPACE = 'builtin';

/** Those of which a part is enough, written without the rest. */
const PARTS: Readonly<Record<string, string>> = {
  // undici asserts several times a request. What is not so is told in Node's own words.
  'node:assert': `module.exports = (value, message) => {
    if (!value) process.getBuiltinModule('node:assert').ok(value, message);
  };`,
};

function renderBuiltin(name: string): string {
  return PARTS[name] ?? `module.exports = process.getBuiltinModule(${JSON.stringify(name)});`;
}

/**
 * Asks Node for its own modules one by one. To an `import` of one Node gives every name the module exports, and so loads
 * what it would otherwise load on first use: with node:http that is fetch and WebSocket, 40 ms of CPU and 10 MB.
 */
export const builtins: Plugin = {
  name: 'builtins',
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path }) =>
      isBuiltin(path) ? { path: path.replace(/^(?:node:)?/, 'node:'), namespace: NAMESPACE } : undefined,
    );
    build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({ contents: renderBuiltin(path) }));
  },
};
