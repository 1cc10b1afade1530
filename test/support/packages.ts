/** The npm packages as they are published, and folders that have them installed, without a registry. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');

const execute = promisify(execFile);

/** What stands for a package's name in an install command. */
export type Sources = Readonly<Record<string, string>>;

/** Packs both packages into a folder; what is built beforehand is built anew. */
export async function packPackages(folder: string): Promise<Sources> {
  mkdirSync(folder, { recursive: true });
  const run = async (...args: string[]) => (await execute('npm', args, { cwd: ROOT })).stdout;
  await run('run', '--silent', 'build:constructs');
  const pack = async (...args: string[]): Promise<string> => {
    const answer = await run('pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...args);
    const [packed] = JSON.parse(answer) as { filename: string }[];
    return join(folder, packed?.filename ?? '');
  };
  return { 'cdk8s-mcp-remote-proxy': await pack(), 'mcp-remote-proxy': await pack('--workspace', 'runtime') };
}

/** The commands with packages named by where they are on this machine: ours packed, others as they are installed here. */
export function withSources(commands: string, packed: Sources): string {
  return commands.replaceAll(/^npm install .*$/gm, (line) =>
    line
      .split(' ')
      .map((word, i) => (i < 2 ? word : (packed[word] ?? join(ROOT, 'node_modules', word))))
      .join(' '),
  );
}

/** A shell's environment as a user has it: nothing of the npm that runs the tests, and no network for the one that is run. */
export function shellEnvironment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  return {
    ...Object.fromEntries(own),
    PATH: [join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
    npm_config_offline: 'true',
    npm_config_install_links: 'true',
    npm_config_update_notifier: 'false',
  };
}
