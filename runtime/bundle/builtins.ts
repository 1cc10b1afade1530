import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/** Needed by some configurations only, or not before the first request: loaded when something of them is first used. */
const LOADED_ON_USE = new Set(['node:crypto', 'node:dns', 'node:tls', 'node:zlib']);

/** Those of which a part is enough, written without the rest. */
const PARTS: Readonly<Record<string, string>> = {
  // undici asserts several times a request. What is not so is told in Node's own words.
  'node:assert': `module.exports = (value, message) => {
    if (!value) process.getBuiltinModule('node:assert').ok(value, message);
  };`,
  // pino asks, and nothing here starts a worker.
  'node:worker_threads': 'exports.isMainThread = true;',
};

/** What `require` gives. */
function renderRequired(name: string): string {
  return PARTS[name] ?? `module.exports = process.getBuiltinModule(${JSON.stringify(name)});`;
}

/** What the names of an `import` are looked up in: esbuild copies its properties, and it has none, and its prototype. */
function renderImported(name: string): string {
  const module = `process.getBuiltinModule(${JSON.stringify(name)})`;
  const prototype = LOADED_ON_USE.has(name) ? `new Proxy({}, { get: (_, key) => ${module}[key] })` : module;
  return `module.exports = Object.create(${prototype});`;
}

/**
 * Asks Node for its own modules one by one, and for what is used of them. An `import` of one reads every name the module
 * exports, and so loads what it would otherwise load on first use: with node:http that is fetch and WebSocket, 40 ms of
 * CPU and 10 MB.
 */
export const builtins: Plugin = {
  name: 'builtins',
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      const namespace = kind === 'require-call' ? 'required' : 'imported';
      return { path: path.replace(/^(?:node:)?/, 'node:'), namespace };
    });
    build.onLoad({ filter: /./, namespace: 'required' }, ({ path }) => ({ contents: renderRequired(path) }));
    build.onLoad({ filter: /./, namespace: 'imported' }, ({ path }) => ({ contents: renderImported(path) }));
  },
};
