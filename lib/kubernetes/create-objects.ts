/** The objects around the Deployment, from their manifests. */
import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { ProxyDefinition } from '../definition/proxy-definition';
import type { RunConfigDocument } from '../run-config/run-config-document';
import { buildConfigMap, configMapPatches } from './config-map';
import { buildService, servicePatches } from './service';
import { buildServiceAccount } from './service-account';

export function createServiceAccount(scope: Construct, definition: ProxyDefinition): kplus.IServiceAccount {
  const { serviceAccountName, namespace } = definition;
  if (serviceAccountName === undefined) {
    // cdk8s-plus compiles without exactOptionalPropertyTypes, which tells its class and its interface apart.
    return new kplus.ServiceAccount(
      scope,
      'ServiceAccount',
      buildServiceAccount(definition),
    ) as kplus.IServiceAccount;
  }
  const options = namespace === undefined ? {} : { namespaceName: namespace };
  return kplus.ServiceAccount.fromServiceAccountName(scope, 'ServiceAccount', serviceAccountName, options);
}

export function createConfigMap(
  scope: Construct,
  definition: ProxyDefinition,
  document: RunConfigDocument,
): kplus.ConfigMap {
  const configMap = new kplus.ConfigMap(scope, 'RunConfig', buildConfigMap(definition, document));
  ApiObject.of(configMap).addJsonPatch(...configMapPatches());
  return configMap;
}

export function createService(
  scope: Construct,
  definition: ProxyDefinition,
  deployment: kplus.Deployment,
): kplus.Service {
  const service = new kplus.Service(scope, 'Service', { ...buildService(definition), selector: deployment });
  ApiObject.of(service).addJsonPatch(...servicePatches(definition));
  return service;
}
