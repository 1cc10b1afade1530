/** What libraries load and the proxy never reaches is not in the bundle. */
import { createRequire } from 'node:module';
import { dirname, relative, sep } from 'node:path';

const { resolve } = createRequire(import.meta.url);

/** Files by package, each with the reason why nothing reaches it. */
export const LEFT_OUT = {
  pino: {
    'lib/transport.js': 'the log goes to standard output, written by this thread',
    'lib/multistream.js': 'and to nowhere else',
  },
};

/** Stands in for a file that is left out, and says so to whoever reaches it all the same. */
function renderStub(file) {
  const message = JSON.stringify(`${file} is left out of this program`);
  return `const fail = () => { throw new Error(${message}); };\nmodule.exports = new Proxy(fail, { get: fail });`;
}

/** An esbuild plugin; fails where a library no longer loads what is left out, and the entry can go. */
export const leaveOut = {
  name: 'leave-out',
  setup(build) {
    const unused = new Set();
    for (const [name, files] of Object.entries(LEFT_OUT)) {
      const folder = dirname(resolve(`${name}/package.json`));
      for (const file of Object.keys(files)) unused.add(`${name}/${file}`);
      build.onLoad({ filter: new RegExp(`[/\\\\]${name}[/\\\\]`) }, ({ path }) => {
        const file = relative(folder, path).replaceAll(sep, '/');
        if (files[file] === undefined) return undefined;
        unused.delete(`${name}/${file}`);
        return { contents: renderStub(`${name}/${file}`) };
      });
    }
    build.onEnd(() => ({
      errors: [...unused].map((file) => ({
        text: `nothing loads ${file} any more: remove it from LEFT_OUT`,
      })),
    }));
  },
};
