/** What the command lines use of the constructs without cdk8s: custom resources, outside of any app. */
import type { Issue } from '../contract/issue';
import { describeField } from '../documents/describe-place';
import type { Manifest } from '../documents/manifest';
import { judgeResource } from './custom-resource/judge-resource';
import { buildPlainObjects } from './kubernetes/plain-objects';

export { validateNamespace } from './accept/validators/object-names';
export { COMPANION_KINDS, describeKinds, KIND, validateKind } from './custom-resource/kinds';
export { describeOrigin } from './custom-resource/spot';
export { SERVICE_ACCOUNT_DIR } from './definition/oidc';

/**
 * What decides how the container of a resource's proxy is started, as manifests; none where there are issues.
 * `documents` are those among which the resource's companions are looked for.
 */
export function buildObjectsOf(
  resource: Manifest,
  documents: readonly Manifest[],
  issues: Issue[],
): Manifest[] {
  const { definition, runConfig, issues: found } = judgeResource(resource, documents);
  issues.push(...found);
  if (found.length > 0) return [];
  return buildPlainObjects(definition, runConfig).map((object): Manifest => {
    const { kind, metadata } = object;
    const origin = `${describeField(resource, '')}: its ${kind}`;
    // Nobody has written it, so that it has no lines.
    return { ...resource, kind, name: metadata.name, body: { ...object }, places: undefined, origin };
  });
}
