#!/usr/bin/env -S node --max-semi-space-size=8
// Exists before anything is built, so that npm can link the command, and says what is missing instead of a stack trace.
const REQUIRED = [22, 19];

function fail(message) {
  process.stderr.write(`mcp-remote-proxy ${message}\n`);
  process.exit(1);
}

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1])) {
  fail(`needs Node ${REQUIRED.join('.')} or later; this is ${process.versions.node}`);
}

// Without a listener Node opens an inspector, through which whoever reaches its port reads the secrets. A flag would say
// the same, but Node releases too old for this program know neither the flag nor how to say what is missing.
process.on('SIGUSR1', () => {});

// `run` is what the pod runs, byte for byte; every other command is the command line's.
const program = process.argv[2] === 'run' ? 'mcp-remote-proxy.mjs' : 'cli/main.mjs';

await import(`../build/${program}`).catch((error) => {
  if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  fail('is not built yet: run `npm run build:runtime`');
});
