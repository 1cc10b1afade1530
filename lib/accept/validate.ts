/** ProxyDefinition -> every problem it has. */
import {
  validateAllowedOrigins,
  validateEndpointPrefix,
  validatePort,
  validateRemoteUrl,
  validateTransport,
} from '../../contract/endpoint-rules';
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { validateCaBundle } from '../definition/ca-bundle';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { validateDnsSubdomain, isDnsLabel, DNS_LABEL_MAX_LENGTH } from './kubernetes-names';
import { validateLimitProps } from '../definition/limits';
import { objectNames } from '../definition/object-names';
import { validateTerminationGrace } from '../run-config/shutdown-limits';
import { validateEnv } from './validators/env';
import { validateHeaderForward } from './validators/headers';
import { validateMetadata } from './validators/metadata';
import { validateOidc } from './validators/oidc';
import { validatePlainCredentials } from './validators/plain-credentials';
import { validateResources } from './validators/resources';
import { validateRunConfigSize } from './validators/run-config-size';

/** An image reference: registry, path, tag and digest (grammar of the distribution project, which kubelets parse with). */
const IMAGE =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

const REPLICAS_MAX = 2 ** 31 - 1;

export function validate(definition: ProxyDefinition): Issue[] {
  return [
    ...validateName(definition.name),
    ...validateNamespace(definition.namespace),
    ...validateRemoteUrl(definition.remoteUrl, 'remoteUrl'),
    ...validateTransport(definition.transport, 'transport'),
    ...validatePort(definition.port, 'port'),
    ...validateEndpointPrefix(definition.endpointPrefix, 'endpointPrefix'),
    ...validateAllowedOrigins(definition.allowedOrigins, 'allowedOrigins'),
    ...(definition.remoteCa === undefined ? [] : validateCaBundle(definition.remoteCa, 'remoteCaBundleRef')),
    ...validateLimitProps(definition.limits, 'limits'),
    ...(definition.terminationGraceMs === undefined
      ? []
      : validateTerminationGrace(definition.terminationGraceMs, 'terminationGracePeriod')),
    ...validateHeaderForward(definition),
    ...(definition.strict ? validatePlainCredentials(definition) : []),
    ...(definition.oidc === undefined ? [] : validateOidc(definition.oidc)),
    ...validateReplicas(definition.replicas),
    ...validateResources(definition.resources),
    ...validateImage(definition.image),
    ...validateServiceAccountName(definition.serviceAccountName),
    ...validateMetadata(definition),
    ...validateEnv(definition.overrides.env),
    ...validateRunConfigSize(definition),
  ];
}

/** Every object's name is made of the proxy's, and the Service's is the first to get too long. */
const NAME_MAX_LENGTH = DNS_LABEL_MAX_LENGTH - objectNames('').service.length;

function validateName(name: string): Issue[] {
  const hint = `use lower-case letters, digits and -, at most ${NAME_MAX_LENGTH}, beginning and ending with a letter or digit; the name defaults to the id of the construct`;
  if (!isDnsLabel(name)) {
    return [issue('ERR_PROXY_NAME_INVALID', 'name', `${JSON.stringify(name)} is not a DNS label`, hint)];
  }
  if (name.length <= NAME_MAX_LENGTH) return [];
  const message = `is ${name.length} characters long, which makes the name of the Service too long`;
  return [issue('ERR_PROXY_NAME_TOO_LONG', 'name', message, hint)];
}

function validateNamespace(namespace: string | undefined): Issue[] {
  if (namespace === undefined || (isDnsLabel(namespace) && namespace.length <= DNS_LABEL_MAX_LENGTH))
    return [];
  const hint =
    'use lower-case letters, digits and -, at most 63, beginning and ending with a letter or digit';
  return [issue('ERR_NAMESPACE_INVALID', 'chart.namespace', 'is not a DNS label', hint)];
}

function validateReplicas(replicas: number | undefined): Issue[] {
  const isCount =
    replicas === undefined || (Number.isInteger(replicas) && replicas >= 0 && replicas <= REPLICAS_MAX);
  if (isCount) return [];
  return [
    issue(
      'ERR_REPLICAS_INVALID',
      'replicas',
      `${replicas} is not a number of pods`,
      'use a whole number from 0',
    ),
  ];
}

function validateImage(image: string): Issue[] {
  if (IMAGE.test(image)) return [];
  const hint = 'write it like registry.example.com/mcp-remote-proxy:1.0.0, the repository in lower case';
  return [issue('ERR_IMAGE_INVALID', 'image', 'is not an image reference', hint)];
}

function validateServiceAccountName(name: string | undefined): Issue[] {
  return name === undefined
    ? []
    : validateDnsSubdomain(name, 'serviceAccountName', 'ERR_SERVICE_ACCOUNT_NAME_INVALID');
}
