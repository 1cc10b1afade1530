// Stands in for the runtime: writes down how it was started, then ends, or waits for a signal.
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';

const [what, report, ...args] = process.argv.slice(2);
const config = describe(args[args.indexOf('--config') + 1]);
const { remote_ca_file: ca } = JSON.parse(config.text);
const started = { args, env: process.env, config, remoteCa: ca && describe(ca) };
if (what === 'wait') {
  setInterval(() => {}, 1000);
  process.once('SIGTERM', () => process.exit(3));
} else {
  process.exitCode = 7;
}
// In one step, so that whoever waits for the report finds all of it.
writeFileSync(`${report}.part`, JSON.stringify(started));
renameSync(`${report}.part`, report);

function describe(path) {
  return { path, text: readFileSync(path, 'utf8'), mode: statSync(path).mode & 0o777 };
}
