/** `mcp-remote-proxy local`: its options and its help. */
import type { Command } from 'commander';
import { portOption } from '../options';
import type { LocalOptions } from './local';

const DESCRIPTION =
  'Runs on this machine what was synthesized for the cluster: takes args and env of the container from its ' +
  'Deployment, the RunConfig and the certificates of its remote from ConfigMaps, looks up Secrets in the manifests ' +
  'given, as the kubelet would, and starts the runtime with exactly that. A missing object or key is reported in ' +
  "the kubelet's words.";

const HELP = `
Example:
  $ cat > secrets.yaml          # keep this file out of version control
  apiVersion: v1
  kind: Secret
  metadata:
    name: api-key-secret
  stringData:
    api-key: not-the-real-one
  $ mcp-remote-proxy local -f dist/ --secrets secrets.yaml --name mixed-headers-proxy

The process gets the env of the container and nothing from this shell. It listens
on 127.0.0.1, because whoever reaches it uses your secrets. Secret values are
neither written to disk nor printed. The RunConfig and the certificates of its
remote are, in a private directory, for as long as the proxy runs.`;

export function addLocalCommand(program: Command): void {
  program
    .command('local')
    .summary('run on this machine what was synthesized for the cluster')
    .description(DESCRIPTION)
    .requiredOption('-f, --filename <path...>', 'manifests, or directories of them, as for kubectl apply')
    .option(
      '--secrets <path...>',
      'more manifests: the Secrets that the Deployment refers to, or anything else',
    )
    .option('--name <deployment>', 'which proxy to run, when there are several')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--port <number>',
      'port to listen on; 0 for any free one (default: as in the RunConfig)',
      portOption,
    )
    .addHelpText('after', HELP)
    .action(async (options: LocalOptions) => {
      const { local } = await import('./local');
      process.exitCode = await local(options);
    });
}
