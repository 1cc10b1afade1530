import { createRequire } from 'node:module';
import { dirname, relative, sep } from 'node:path';
import type { Plugin, PluginBuild } from 'esbuild';

/** Why nothing reaches a file, by its path in its package. */
type Reasons = Readonly<Record<string, string>>;

/** What libraries load and the proxy never reaches, by package. */
export const LEFT_OUT: Readonly<Record<string, Reasons>> = {
  pino: {
    'lib/transport.js': 'the log goes to standard output, written by this thread',
    'lib/multistream.js': 'and to nowhere else',
  },
  undici: {
    'lib/dispatcher/client-h2.js': 'connections are made with allowH2: false',
    'lib/web/fetch/body.js': 'bodies are bytes or streams of Node, never FormData',
    'lib/web/fetch/formdata.js': 'the same',
    'lib/web/webidl/index.js': 'the same',
  },
};

/** Stands in for a file that is left out, and says so to whoever reaches it all the same. */
function renderStub(file: string): string {
  const message = JSON.stringify(`${file} is left out of this program`);
  return `function fail() { throw new Error(${message}); }\nmodule.exports = new Proxy(fail, { get: fail });`;
}

function leaveOutOf(build: PluginBuild, name: string, reasons: Reasons): void {
  const folder = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  const unused = new Set(Object.keys(reasons));
  build.onLoad({ filter: new RegExp(`[/\\\\]${name}[/\\\\]`) }, ({ path }) => {
    const file = relative(folder, path).replaceAll(sep, '/');
    unused.delete(file);
    return reasons[file] === undefined ? undefined : { contents: renderStub(`${name}/${file}`) };
  });
  build.onEnd(() => ({
    errors: [...unused].map((file) => ({ text: `${name} no longer loads ${file}: remove it from LEFT_OUT` })),
  }));
}

/** Leaves out what is never reached; fails where a library no longer loads it, and the entry can go. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  setup(build) {
    for (const [name, reasons] of Object.entries(LEFT_OUT)) leaveOutOf(build, name, reasons);
  },
};
