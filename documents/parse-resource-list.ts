/**
 * A ResourceList, which a KRM function is sent -> the manifests in it.
 *
 * @see https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md
 */
import { fieldPath, issue } from '../contract/issue';
import type { Issue } from '../contract/issue';
import { isRecord } from '../contract/shape';
import type { Manifest } from './manifest';
import { readDocuments, toManifests, toValue } from './parse-manifests';

const KIND = 'ResourceList';

/** What a function is configured by is an object too; its own fields are those of any object. */
const OF_ANY_OBJECT: readonly string[] = ['apiVersion', 'kind', 'metadata'];

/** The items, without places: nobody sees the lines of a list that a program has written. What is wrong goes to `issues`. */
export function parseResourceList(text: string, file: string, issues: Issue[]): Manifest[] {
  const found: Issue[] = [];
  const sources = readDocuments(text, file);
  const values = sources.map((source) => toValue(source, found));
  const items = sources.flatMap((source, index) => toManifests(source, values[index], found));
  const list = found.length > 0 ? undefined : toList(values, file, found);
  if (list !== undefined) found.push(...validateConfiguration(list['functionConfig']));
  issues.push(...found);
  return items.map(withoutPlaces);
}

function toList(
  values: readonly unknown[],
  file: string,
  issues: Issue[],
): Readonly<Record<string, unknown>> | undefined {
  const [list] = values;
  if (values.length === 1 && isRecord(list) && list['kind'] === KIND) return list;
  const hint = 'let kustomize start this program, which --help says how';
  issues.push(issue('ERR_DOCUMENT_UNREADABLE', file, `holds no ${KIND}`, hint));
  return undefined;
}

/** Nothing is configured here, and whoever tries means something by it. */
function validateConfiguration(configuration: unknown): Issue[] {
  const fields = Object.keys(isRecord(configuration) ? configuration : {});
  return fields
    .filter((field) => !OF_ANY_OBJECT.includes(field))
    .map((field) => {
      const message = 'would configure the function, which there is no way to do';
      return issue('ERR_FIELD_UNKNOWN', fieldPath('functionConfig', field), message, 'remove it');
    });
}

function withoutPlaces(manifest: Manifest): Manifest {
  const { kind, name, namespace } = manifest;
  const where = namespace === undefined ? '' : ` (namespace ${namespace})`;
  return { ...manifest, places: undefined, origin: `${kind}/${name}${where}` };
}
