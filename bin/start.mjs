// Exists before anything is built, so that npm can link the commands, and says what is missing instead of a stack trace.
const REQUIRED = [22, 19];

function fail(message) {
  process.stderr.write(`cdk8s-mcp-remote-proxy ${message}\n`);
  process.exit(1);
}

/** Runs one of the built programs. */
export async function start(program) {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < REQUIRED[0] || (major === REQUIRED[0] && minor < REQUIRED[1])) {
    fail(`needs Node ${REQUIRED.join('.')} or later; this is ${process.versions.node}`);
  }
  await import(`../build/cli/${program}`).catch((error) => {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    fail('is not built yet: run `npm run build:commands`');
  });
}
