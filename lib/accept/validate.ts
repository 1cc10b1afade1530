/** Every problem of a definition, and of the RunConfig made of it. */
import {
  validateAllowedOrigins,
  validateEndpointPrefix,
  validatePort,
  validateRemoteUrl,
  validateTransport,
} from '../../contract/endpoint-rules';
import type { Issue } from '../../contract/issue';
import { validateRequiredScopes } from '../../contract/oidc-rules';
import type { ProxyDefinition } from '../definition/proxy-definition';
import type { RunConfigDocument } from '../run-config/run-config-document';
import { validateCaBundle } from './validators/ca-bundle';
import { validateOutbound } from './validators/credentials';
import { validateEnv } from './validators/env';
import { validateHeaderForward } from './validators/headers';
import { validateImagePull } from './validators/image-pull';
import { validateLimitProps } from './validators/limits';
import { validateMetadata } from './validators/metadata';
import { validateName, validateNamespace, validateServiceAccountName } from './validators/object-names';
import { validateOidc } from './validators/oidc';
import { validateNoGuard, validateOpenAccess } from './validators/open-access';
import { validatePlainCredentials } from './validators/plain-credentials';
import { validateRuntime } from './validators/proxy-runtime';
import { validateReplicas } from './validators/replicas';
import { validateResources } from './validators/resources';
import { validateRunConfigSize } from './validators/run-config-size';
import { validateSessionAffinity } from './validators/session-affinity';
import { validateTerminationGrace } from './validators/termination-grace';

export function validate(definition: ProxyDefinition, runConfig: RunConfigDocument): Issue[] {
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
    ...(definition.strict
      ? [...validatePlainCredentials(definition), ...validateOpenAccess(definition)]
      : []),
    ...(definition.oidc === undefined ? [] : validateOidc(definition.oidc)),
    ...validateNoGuard(definition),
    ...validateRequiredScopes(definition.requiredScopes, 'requiredScopes'),
    ...validateOutbound(definition, runConfig),
    ...validateReplicas(definition.replicas),
    ...validateSessionAffinity(definition.sessionAffinity),
    ...validateResources(definition.resources),
    ...validateRuntime(definition),
    ...validateImagePull(definition),
    ...validateServiceAccountName(definition.serviceAccountName),
    ...validateMetadata(definition),
    ...validateEnv(definition.overrides.env),
    ...validateRunConfigSize(runConfig),
  ];
}
