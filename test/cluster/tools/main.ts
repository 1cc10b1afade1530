/** What the suite runs in the cluster beside the proxies: `serve`, the back end, and its clients. Bundled into one file. */
import { callOnce } from './call';
import { load } from './load';
import { serve } from './serve';

const COMMANDS: Readonly<Record<string, (url: string) => Promise<string>>> = {
  serve,
  call: callOnce,
  load: async (url) => JSON.stringify(await load(url)),
  get: async (url) => (await fetch(url)).text(),
};

async function main([command = '', url = '']: readonly string[]): Promise<void> {
  const run = COMMANDS[command];
  if (run === undefined) throw new Error(`there is no command ${command}`);
  const output = `${await run(url)}\n`;
  // Connections that a client keeps would keep the process too.
  process.stdout.write(output, () => process.exit());
}

void main(process.argv.slice(2));
