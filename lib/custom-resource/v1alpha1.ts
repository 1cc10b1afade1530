/** MCPRemoteProxy as release 0.8 of the operator has it. */
import { number, text } from '../../contract/shape';
import { commonFields, deploymentOverrides, operatorOnly, resource, serviceOverrides } from './common-fields';
import { externalAuthConfigRef } from './external-auth-fields';
import { members, taken } from './field';
import { oidcConfig } from './oidc-fields';

const NO_TELEMETRY = 'asks for metrics or traces, which are not collected';

const telemetry = members({
  openTelemetry: members({
    enabled: operatorOnly(NO_TELEMETRY, false),
    insecure: operatorOnly(NO_TELEMETRY, false),
    endpoint: operatorOnly(NO_TELEMETRY, ''),
    serviceName: operatorOnly(NO_TELEMETRY, ''),
    headers: operatorOnly(NO_TELEMETRY),
    metrics: members({ enabled: operatorOnly(NO_TELEMETRY, false) }),
    tracing: members({
      enabled: operatorOnly(NO_TELEMETRY, false),
      samplingRate: operatorOnly(NO_TELEMETRY, '0.05'),
    }),
  }),
  prometheus: members({ enabled: operatorOnly(NO_TELEMETRY, false) }),
});

const spec = members(
  {
    ...commonFields,
    remoteURL: taken(text, 'remoteUrl'),
    port: taken(number),
    oidcConfig,
    externalAuthConfigRef,
    telemetry,
    resourceOverrides: members({
      proxyDeployment: members(deploymentOverrides),
      proxyService: serviceOverrides,
    }),
    groupRef: operatorOnly('puts the proxy into a group, and there are none', ''),
  },
  { required: ['remoteURL', 'oidcConfig'], prop: '', isHome: true },
);

export const v1alpha1 = resource(spec);
