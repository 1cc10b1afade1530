/** Fields that both versions of MCPRemoteProxy have, and parts that its companions have too. */
import { flag, map, text } from '../../contract/shape';
import { ignored, items, members, refused, taken } from './field';
import type { Fields, Members, Refused } from './field';

/** What only the operator makes something of. */
export function operatorOnly(reason: string, ...neutral: readonly unknown[]): Refused {
  return refused(reason, 'remove it, or leave this proxy to the operator', ...neutral);
}

export const secretKeyRef = members({ name: taken(text), key: taken(text) }, { required: ['name', 'key'] });

/** The operator does not read `optional`: what it makes of it is a volume that has to be there. */
export const caBundleRef = members({
  configMapRef: members(
    {
      name: taken(text),
      key: taken(text),
      optional: refused(
        'is not read by the operator either: the ConfigMap has to be there',
        'remove it',
        false,
      ),
    },
    { required: ['name'] },
  ),
});

/** What `kubectl get -o yaml` prints besides the name is about the resource, not about the proxy. */
const metadata = members(
  {
    name: taken(text),
    namespace: ignored,
    labels: ignored,
    annotations: ignored,
    creationTimestamp: ignored,
    deletionGracePeriodSeconds: ignored,
    deletionTimestamp: ignored,
    finalizers: ignored,
    generateName: refused('leaves the name to an API server', 'write metadata.name'),
    generation: ignored,
    managedFields: ignored,
    ownerReferences: ignored,
    resourceVersion: ignored,
    selfLink: ignored,
    uid: ignored,
  },
  { required: ['name'], prop: '' },
);

/** Any of the operator's resources: its name and its spec are what something is made of. */
export function resource(spec: Members): Members {
  return members(
    { apiVersion: ignored, kind: ignored, metadata, spec, status: ignored },
    { required: ['spec'] },
  );
}

const amounts = members({ cpu: taken(text), memory: taken(text) });
const metadataOverrides: Fields = { labels: taken(map(text)), annotations: taken(map(text)) };

export const deploymentOverrides: Fields = {
  ...metadataOverrides,
  podTemplateMetadataOverrides: members(metadataOverrides),
  env: items(members({ name: taken(text), value: taken(text) }, { required: ['name', 'value'] })),
};

export const serviceOverrides = members(metadataOverrides);

const secretHeader = members(
  { headerName: taken(text), valueSecretRef: secretKeyRef },
  { required: ['headerName', 'valueSecretRef'] },
);

/** Those of the spec that are alike in both versions. */
export const commonFields: Fields = {
  transport: taken(text),
  headerForward: members({
    addPlaintextHeaders: taken(map(text)),
    addHeadersFromSecret: items(secretHeader),
  }),
  authzConfig: operatorOnly('allows some calls and denies others; here every caller could make every call'),
  audit: members({ enabled: operatorOnly('asks for a log of who called what, which is not written', false) }),
  toolConfigRef: operatorOnly('hides or renames tools; here they are passed on as they are'),
  resources: members({ limits: amounts, requests: amounts }),
  serviceAccount: taken(text, 'serviceAccountName'),
  trustProxyHeaders: taken(flag),
  endpointPrefix: taken(text),
};
