/** MCPRemoteProxy as release 0.44 of the operator has it. */
import { flag, number, text } from '../../contract/shape';
import { commonFields, deploymentOverrides, operatorOnly, resource, serviceOverrides } from './common-fields';
import { externalAuthConfigRef } from './external-auth-fields';
import { items, members, refused, taken } from './field';
import { oidcConfigRef } from './oidc-fields';

const NO_SESSIONS = 'is about a store of sessions; here none are kept, so that any pod serves any request';

const sessionStorage = members({
  provider: refused(NO_SESSIONS, 'remove sessionStorage', 'memory'),
  address: refused(NO_SESSIONS, 'remove sessionStorage', ''),
  db: refused(NO_SESSIONS, 'remove sessionStorage', 0),
  keyPrefix: refused(NO_SESSIONS, 'remove sessionStorage', ''),
  passwordRef: refused(NO_SESSIONS, 'remove sessionStorage'),
});

const podTemplateSpec = refused(
  'is merged into the pod template by the operator',
  'write the proxy in TypeScript, where proxy.deployment is an object of cdk8s-plus',
);

const spec = members(
  {
    ...commonFields,
    remoteUrl: taken(text),
    allowPrivateEndpoint: taken(flag),
    proxyPort: taken(number, 'port'),
    oidcConfigRef,
    externalAuthConfigRef,
    authServerRef: operatorOnly('runs an authorization server in the proxy, which nothing here does'),
    authzConfigRef: operatorOnly(
      'allows some calls and denies others; here every caller could make every call',
    ),
    telemetryConfigRef: operatorOnly('asks for metrics or traces, which are not collected'),
    resourceOverrides: members({
      proxyDeployment: members({
        ...deploymentOverrides,
        imagePullSecrets: items(members({ name: taken(text) }, { required: ['name'] })),
      }),
      proxyService: serviceOverrides,
    }),
    podTemplateSpec,
    groupRef: operatorOnly('puts the proxy into a group, and there are none'),
    sessionAffinity: taken(text),
    replicas: taken(number),
    sessionStorage,
  },
  { required: ['remoteUrl'], prop: '', isHome: true },
);

export const v1beta1 = resource(spec);
