/** `mcp-remote-proxy local`: its options and its help. */
import { Option } from 'commander';
import type { Command } from 'commander';
import { addDocumentOptions, filenameOption, portOption } from '../options';
import type { LocalOptions } from './local';

const DESCRIPTION =
  'Runs on this machine what would run in the cluster, one proxy or several: takes args and env of the container from ' +
  'its Deployment, the RunConfig and certificates from ConfigMaps, looks up Secrets in the manifests given, as the kubelet ' +
  'would, and starts the runtime with exactly that. Of an MCPRemoteProxy it takes what would be synthesized of it. A missing ' +
  "object or key is reported in the kubelet's words.";

const HELP = `
Examples:
  $ kubectl get secret api-key-secret -o yaml > secrets.yaml   # not for version control
  $ mcp-remote-proxy local -f proxy.yaml --secrets secrets.yaml
  $ mcp-remote-proxy local -f dist/ --secrets secrets.yaml --name search --port 0
  $ mcp-remote-proxy local -f proxies/ --remote-url search=http://127.0.0.1:9000/mcp
  $ mcp-remote-proxy local -f proxies/ --env HTTPS_PROXY NODE_EXTRA_CA_CERTS

Callers with tokens of the cluster's service accounts, whose keys only the cluster
has: let kubectl fetch them
  $ kubectl proxy &
  $ mcp-remote-proxy local -f proxy.yaml --jwks-url http://127.0.0.1:8001/openid/v1/jwks
  $ kubectl create token default --audience AUDIENCE_OF_THE_PROXY
or take tokens of another issuer: --issuer http://127.0.0.1:8090

The process gets the env of the container, and of this shell only what --env names.
It listens on 127.0.0.1, because whoever reaches it uses your secrets. Secret values
are neither written to disk nor printed. The RunConfig and certificates are, in a
private directory, for as long as the proxy runs.

Exit codes: 0 stopped by a signal, 1 something is wrong or a proxy did not start,
            2 wrong command line
`;

export function addLocalCommand(program: Command): void {
  const command = program
    .command('local')
    .summary('run on this machine what would run in the cluster')
    .description(DESCRIPTION)
    .addOption(filenameOption().makeOptionMandatory());
  addDocumentOptions(command)
    .option(
      '--remote-url <[name=]url...>',
      'go to this remote instead, where only the cluster reaches the one of the proxy',
    )
    .option('--issuer <[name=]url...>', 'let in callers with tokens of this issuer instead')
    .option('--jwks-url <[name=]url...>', "where to get the issuer's keys instead, and without a token")
    .option('--env <name...>', 'variables of this shell to let through')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option(
        '--port <number>',
        'port to listen on, of several proxies the first; 0 for any free one (default: as in the RunConfig)',
      ).argParser(portOption),
    )
    .addHelpText('after', HELP)
    .action(async (options: LocalOptions) => {
      const { local } = await import('./local');
      process.exitCode = await local(options);
    });
}
