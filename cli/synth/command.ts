/** `cdk8s-mcp-remote-proxy synth`: its options and its help. */
import type { Command } from 'commander';
import { EXIT_CODES, filenameOption, namespaceOption } from '../custom-resources/options';
import type { SynthOptions } from './synth';

const DESCRIPTION =
  "Writes the Kubernetes objects of every MCPRemoteProxy of ToolHive's operator among the documents given, of version " +
  'v1alpha1 or v1beta1: a file for each proxy, and one for the runtime that the proxies of a namespace share. What a proxy ' +
  'refers to (MCPOIDCConfig, MCPExternalAuthConfig, ConfigMap) has to be among the documents too. Nothing is written when ' +
  'anything is wrong with any of them.';

const HELP = `
Examples:
  $ cdk8s-mcp-remote-proxy synth -f proxies/ -o dist/
  $ cdk8s-mcp-remote-proxy synth -f proxies/ -o - | kubectl apply -f -
  $ kubectl get rp,mcpoidcconfig -o yaml | cdk8s-mcp-remote-proxy synth -f - -o -
${EXIT_CODES}`;

export function addSynthCommand(program: Command): void {
  program
    .command('synth')
    .summary('write the Kubernetes objects of custom resources')
    .description(DESCRIPTION)
    .addOption(filenameOption())
    .option('-o, --output <folder>', 'where to write <name>.k8s.yaml; - is standard output', 'dist')
    .addOption(namespaceOption())
    .addHelpText('after', HELP)
    .action(async (options: SynthOptions) => {
      const { synth } = await import('./synth');
      process.exitCode = synth(options);
    });
}
