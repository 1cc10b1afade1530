/**
 * Node's own modules, asked for where they are used. To an `import` of one Node gives every name the module exports, and
 * so loads what it would otherwise load on first use: with node:http that is fetch and WebSocket, which costs 40 ms of
 * CPU and 10 MB.
 */
import { isBuiltin } from 'node:module';

const NAMESPACE = 'builtin';

/** Those of which a part is enough, written without the rest. */
const PARTS = {
  // undici asserts several times a request. What is not so is told by Node's own words.
  'node:assert': `module.exports = (value, message) => {
    if (!value) process.getBuiltinModule('node:assert').ok(value, message);
  };`,
};

function renderBuiltin(name) {
  return PARTS[name] ?? `module.exports = process.getBuiltinModule(${JSON.stringify(name)});`;
}

/** An esbuild plugin; what it makes needs no `require` of Node's. */
export const builtins = {
  name: 'builtins',
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path }) =>
      isBuiltin(path) ? { path: path.replace(/^(?:node:)?/, 'node:'), namespace: NAMESPACE } : undefined,
    );
    build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({ contents: renderBuiltin(path) }));
  },
};
