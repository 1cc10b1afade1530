/** The program `cdk8s-mcp-remote-proxy-krm`, a KRM function: its help. */
import { Command } from 'commander';
import { VERSION } from '../lib/commands';
import { EXIT } from './custom-resources/exit';
import { transform } from './krm/transform';
import { endWithOutput, OUTPUT_EXIT_CODES } from './output';

const DESCRIPTION =
  'A KRM function for kustomize: reads a ResourceList from standard input and writes it to standard output with the ' +
  "Kubernetes objects of every MCPRemoteProxy of ToolHive's operator in its place, of version v1alpha1 or v1beta1. Labels " +
  'and annotations of the resource, which are where kustomize writes those of a kustomization, get onto the objects. ' +
  'What a proxy refers to (MCPOIDCConfig, MCPExternalAuthConfig, ConfigMap) has to be among the resources too. Nothing is ' +
  'to be configured, and nothing is written when anything is wrong with any of them.';

const HELP = `
Example:
  $ cat kustomization.yaml
  resources: [search.yaml]
  transformers: [objects.yaml]
  $ cat objects.yaml
  apiVersion: toolhive.stacklok.dev/v1beta1
  kind: MCPRemoteProxyObjects
  metadata:
    name: objects
    annotations:
      config.kubernetes.io/function: |
        exec:
          path: node_modules/.bin/cdk8s-mcp-remote-proxy-krm
  $ kustomize build --enable-alpha-plugins --enable-exec . | kubectl apply -f -

Exit codes: 0 done, 1 a document is wrong, all problems are on standard error, 2 wrong command line,
            ${OUTPUT_EXIT_CODES}
`;

endWithOutput();
new Command('cdk8s-mcp-remote-proxy-krm')
  .description(DESCRIPTION)
  .version(VERSION, '--version', 'print the version')
  .helpOption('--help', 'print this help')
  .addHelpText('after', HELP)
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage))
  .action(() => {
    process.exitCode = transform();
  })
  .parse();
