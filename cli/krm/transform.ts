/** A ResourceList in, and one out in which the objects of each MCPRemoteProxy stand in its place. The rest stays as it is. */
import type { App, Chart } from 'cdk8s';
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { parseResourceList } from '../../documents/parse-resource-list';
import { readStandardInput } from '../../documents/read-manifests';
import type { ProxyOfResource } from '../../lib/commands';
import { makeOfEach } from '../custom-resources/each-proxy';
import { EXIT } from '../custom-resources/exit';
import { sortResources } from '../custom-resources/resources';
import { keepShared } from '../custom-resources/shared-charts';
import { createProgress } from '../progress';
import { withMetadataOf, withSharedMetadata } from './object-metadata';
import type { KubernetesObject } from './object-metadata';

/** Reads standard input and writes standard output; gives the exit code. */
export function transform(): number {
  const issues: Issue[] = [];
  const items = readStandardInput(issues).flatMap((text) => parseResourceList(text, 'stdin', issues));
  const resources = sortResources(items, undefined, issues);
  const progress = createProgress('synthesizing', resources.proxies.length);
  const shared = new Map<string, KubernetesObject[]>();
  const toOwn = ({ chart }: ProxyOfResource, app: App): KubernetesObject[] => {
    keepShared(app, chart, shared, toObjects);
    return toObjects(chart);
  };
  const made = makeOfEach(resources, toOwn, issues, progress);
  if (issues.length > 0) {
    process.stderr.write(`${formatIssues('the proxies are refused', issues)}\n`);
    return EXIT.refused;
  }
  const proxies = made.map(({ resource }) => resource.manifest);
  print([
    ...resources.others.map(({ body }) => body),
    ...[...shared.values()].flat().map((object) => withSharedMetadata(object, proxies)),
    ...made.flatMap(({ resource, made: objects }) =>
      objects.map((object) => withMetadataOf(object, resource.manifest)),
    ),
  ]);
  return EXIT.ok;
}

function toObjects(chart: Chart): KubernetesObject[] {
  return chart.toJson() as KubernetesObject[];
}

/** As JSON, which is YAML: what was a text stays one, whoever reads it. */
function print(items: readonly object[]): void {
  const list = { apiVersion: 'config.kubernetes.io/v1', kind: 'ResourceList', items };
  process.stdout.write(`${JSON.stringify(list, undefined, 2)}\n`);
}
