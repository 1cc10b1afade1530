/** Labels and annotations users add: Kubernetes' syntax, and none that contradicts the proxy's own. */
import { issue, keyPath } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { baseLabels } from '../../definition/labels';
import type { Entries } from '../../definition/entries';
import type { ProxyDefinition } from '../../definition/proxy-definition';
import type { MetadataDefinition } from '../../definition/resource-overrides';
import { RUN_CONFIG_CHECKSUM } from '../../run-config/checksum';
import { isDnsSubdomain } from './kubernetes-names';
import { validateYamlText } from './yaml-text';

const NAME_PART = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

export function validateMetadata({ name, overrides }: ProxyDefinition): Issue[] {
  const labels = baseLabels(name);
  const deploymentPath = 'resourceOverrides.proxyDeployment';
  return [
    ...validateOverrides(overrides.deployment, deploymentPath, labels, []),
    ...validateOverrides(overrides.pod, `${deploymentPath}.podTemplateMetadataOverrides`, labels, [
      RUN_CONFIG_CHECKSUM,
    ]),
    ...validateOverrides(overrides.service, 'resourceOverrides.proxyService', labels, []),
  ];
}

function validateOverrides(
  { labels, annotations }: MetadataDefinition,
  path: string,
  ownLabels: Readonly<Record<string, string>>,
  ownAnnotations: readonly string[],
): Issue[] {
  return [
    ...validateLabels(labels, `${path}.labels`, new Map(Object.entries(ownLabels))),
    ...validateAnnotations(annotations, `${path}.annotations`, ownAnnotations),
  ];
}

function validateLabels(labels: Entries, path: string, own: ReadonlyMap<string, string>): Issue[] {
  return labels.flatMap(([key, value]) => {
    const ours = own.get(key);
    const labelPath = keyPath(path, key);
    if (ours !== undefined) return ours === value ? [] : [reservedLabel(labelPath, ours)];
    return [
      ...validateKey(key, labelPath),
      ...validateYamlText(key, labelPath),
      ...(isLabelValue(value) ? validateYamlText(value, labelPath) : [invalidLabelValue(labelPath)]),
    ];
  });
}

function validateAnnotations(annotations: Entries, path: string, own: readonly string[]): Issue[] {
  return annotations.flatMap(([key, value]) => {
    const annotationPath = keyPath(path, key);
    if (own.includes(key)) return [reservedAnnotation(annotationPath)];
    // Kubernetes takes annotation keys in any case.
    return [
      ...validateKey(key.toLowerCase(), annotationPath),
      ...validateYamlText(key, annotationPath),
      ...validateYamlText(value, annotationPath),
    ];
  });
}

/** An optional DNS subdomain and a slash, then a name of at most 63 characters. */
function validateKey(key: string, path: string): Issue[] {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  const isKey =
    parts.length <= 2 && NAME_PART.test(name) && (parts.length === 1 || isDnsSubdomain(parts[0] ?? ''));
  if (isKey) return [];
  const hint =
    'write it like team or example.com/team: at most 63 letters, digits, -, _ and . after the slash';
  return [issue('ERR_METADATA_INVALID', path, 'is not a key Kubernetes accepts', hint)];
}

function isLabelValue(value: string): boolean {
  return value === '' || NAME_PART.test(value);
}

function invalidLabelValue(path: string): Issue {
  const hint =
    'use at most 63 letters, digits, -, _ and ., beginning and ending with a letter or digit, or an annotation';
  return issue('ERR_METADATA_INVALID', path, 'the value is not one Kubernetes accepts for a label', hint);
}

function reservedLabel(path: string, ours: string): Issue {
  const message = `is always ${JSON.stringify(ours)} here: the selectors depend on it`;
  return issue('ERR_METADATA_RESERVED', path, message, 'remove it, or use a key of your own');
}

function reservedAnnotation(path: string): Issue {
  const message = 'is the checksum that rolls the pods when the RunConfig changes';
  return issue('ERR_METADATA_RESERVED', path, message, 'remove it');
}
