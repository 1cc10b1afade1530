// Stands in for the runtime: writes down how it was started, then ends, or waits for a signal.
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';

const [what, report, ...args] = process.argv.slice(2);
const config = args[args.indexOf('--config') + 1];
const started = {
  args,
  env: process.env,
  config: { path: config, text: readFileSync(config, 'utf8'), mode: statSync(config).mode & 0o777 },
};
if (what === 'wait') {
  setInterval(() => {}, 1000);
  process.once('SIGTERM', () => process.exit(3));
} else {
  process.exitCode = 7;
}
// In one step, so that whoever waits for the report finds all of it.
writeFileSync(`${report}.part`, JSON.stringify(started));
renameSync(`${report}.part`, report);
