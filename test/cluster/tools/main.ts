/** What the suite runs in the cluster beside the proxies: `serve`, the back end, and its clients. Bundled into one file. */
import { callOnce } from './call';
import { follow } from './follow';
import { hold } from './hold';
import { load } from './load';
import { poll } from './poll';
import { serve } from './serve';

const COMMANDS: Readonly<Record<string, (url: string, count: number) => Promise<string>>> = {
  serve,
  call: callOnce,
  load: async (url) => JSON.stringify(await load(url)),
  poll: async (url) => JSON.stringify(await poll(url)),
  hold: async (url, count) => JSON.stringify(await hold(url, count)),
  follow: async (url) => JSON.stringify(await follow(url)),
  get: async (url) => (await fetch(url)).text(),
};

async function main([command = '', url = '', count = '0']: readonly string[]): Promise<void> {
  const run = COMMANDS[command];
  if (run === undefined) throw new Error(`there is no command ${command}`);
  const output = `${await run(url, Number(count))}\n`;
  // Connections that a client keeps would keep the process too.
  process.stdout.write(output, () => process.exit());
}

void main(process.argv.slice(2));
