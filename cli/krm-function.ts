/**
 * The program `cdk8s-mcp-remote-proxy-krm`, a KRM function: a ResourceList on standard input, and one on standard output in
 * which the objects of each MCPRemoteProxy stand in its place. What is of other kinds stays as it is.
 *
 * @see https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md
 */
import type { App, Chart } from 'cdk8s';
import { formatIssues } from '../contract/issue';
import type { Issue } from '../contract/issue';
import { readManifests } from '../documents/read-manifests';
import type { ProxyOfResource } from '../lib/commands';
import { makeOfEach } from './custom-resources/each-proxy';
import { EXIT } from './custom-resources/exit';
import { sortResources } from './custom-resources/resources';
import { keepShared } from './custom-resources/shared-charts';
import { endWithOutput } from './output';
import { createProgress } from './progress';

function toObjects(chart: Chart): unknown[] {
  return chart.toJson() as unknown[];
}

/** Gives the exit code. */
function runKrmFunction(): number {
  const issues: Issue[] = [];
  const resources = sortResources(readManifests(['-'], issues), undefined, issues);
  const progress = createProgress('synthesizing', resources.proxies.length);
  const shared = new Map<string, unknown[]>();
  const toOwn = ({ chart }: ProxyOfResource, app: App): unknown[] => {
    keepShared(app, chart, shared, toObjects);
    return toObjects(chart);
  };
  const made = makeOfEach(resources, toOwn, issues, progress);
  if (issues.length > 0) {
    process.stderr.write(`${formatIssues('the proxies are refused', issues)}\n`);
    return EXIT.refused;
  }
  const items = [
    ...resources.others.map(({ body }) => body),
    ...[...shared.values()].flat(),
    ...made.flatMap(({ made: objects }) => objects),
  ];
  // JSON, which is YAML: what was a text stays one, whoever reads it.
  const list = { apiVersion: 'config.kubernetes.io/v1', kind: 'ResourceList', items };
  process.stdout.write(`${JSON.stringify(list, undefined, 2)}\n`);
  return EXIT.ok;
}

endWithOutput();
process.exitCode = runKrmFunction();
