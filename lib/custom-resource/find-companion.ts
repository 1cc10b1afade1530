/** What a custom resource refers to, among the documents that were given. */
import type { Manifest } from '../../documents/manifest';
import { describeOrigin } from './spot';
import type { Spot } from './spot';
import { report } from './translation';
import type { Translation } from './translation';

/** The object of this kind and name in the resource's namespace; that there is not exactly one is reported. A name that is no text has been. */
export function findCompanion(
  kind: string,
  name: unknown,
  spot: Spot,
  translation: Translation,
): Manifest | undefined {
  if (typeof name !== 'string') return undefined;
  const { namespace } = spot.manifest;
  const found = translation.documents.filter(
    (other) => other.kind === kind && other.name === name && isSameNamespace(other.namespace, namespace),
  );
  if (found.length > 1) reportSeveral(kind, name, found, spot, translation);
  if (found.length === 0) reportNone(kind, name, spot, translation);
  return found.length === 1 ? found[0] : undefined;
}

/** What names none is applied wherever the others are. */
function isSameNamespace(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

function reportNone(kind: string, name: string, spot: Spot, translation: Translation): void {
  const { namespace } = spot.manifest;
  const where = namespace === undefined ? '' : ` of the namespace ${JSON.stringify(namespace)}`;
  const message = `refers to the ${kind} ${JSON.stringify(name)}${where}, which is not among the documents given`;
  const hint = `add the document of the ${kind}: there is no cluster to ask`;
  report(translation, 'ERR_RESOURCE_REFERENCE', spot, message, hint);
}

function reportSeveral(
  kind: string,
  name: string,
  found: readonly Manifest[],
  spot: Spot,
  translation: Translation,
): void {
  const places = found.map((manifest) => describeOrigin({ manifest, path: '' })).join(', ');
  const message = `refers to the ${kind} ${JSON.stringify(name)}, which is there ${found.length} times: ${places}`;
  report(translation, 'ERR_RESOURCE_REFERENCE', spot, message, 'keep one of them');
}
