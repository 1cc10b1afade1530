import { textEntries } from '../../contract/shape';
import type {
  EnvVarProps,
  MetadataOverridesProps,
  ProxyDeploymentOverridesProps,
  ResourceOverridesProps,
} from '../props/resource-overrides';
import type { Entries } from './entries';
import { everythingIsRead } from './loose';
import type { Loose } from './loose';

export interface MetadataDefinition {
  readonly labels: Entries;
  readonly annotations: Entries;
}

export interface OverridesDefinition {
  readonly deployment: MetadataDefinition;
  readonly pod: MetadataDefinition;
  readonly service: MetadataDefinition;
  readonly env: readonly EnvVarProps[];
}

export function toOverrides(props: Loose<ResourceOverridesProps> = {}): OverridesDefinition {
  const { proxyDeployment, proxyService, ...leftOver } = props;
  everythingIsRead(leftOver);
  return { ...toDeploymentOverrides(proxyDeployment), service: toMetadata(proxyService) };
}

function toDeploymentOverrides(
  props: Loose<ProxyDeploymentOverridesProps> = {},
): Omit<OverridesDefinition, 'service'> {
  const { labels, annotations, podTemplateMetadataOverrides, env = [], ...leftOver } = props;
  everythingIsRead(leftOver);
  return {
    deployment: toMetadata({ labels, annotations }),
    pod: toMetadata(podTemplateMetadataOverrides),
    env: env.map(toEnvVar),
  };
}

function toMetadata(props: Loose<MetadataOverridesProps> = {}): MetadataDefinition {
  const { labels, annotations, ...leftOver } = props;
  everythingIsRead(leftOver);
  return { labels: textEntries(labels), annotations: textEntries(annotations) };
}

function toEnvVar(props: Loose<EnvVarProps> = {}): EnvVarProps {
  const { name = '', value = '', ...leftOver } = props;
  everythingIsRead(leftOver);
  return { name, value };
}
