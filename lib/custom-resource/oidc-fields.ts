/** Who may call: `oidcConfig` of v1alpha1, and the MCPOIDCConfig that v1beta1 refers to. */
import { flag, list, map, text } from '../../contract/shape';
import { caBundleRef, resource, secretKeyRef } from './common-fields';
import { members, refused, taken } from './field';
import type { Fields, Props } from './field';
import { findCompanion } from './find-companion';
import { COMPANION_KINDS } from './kinds';
import { memberSpot } from './spot';
import type { Spot } from './spot';
import { translate } from './translate';
import { abandon, noteOrigin, report } from './translation';
import type { Translation } from './translation';

const NOT_ONE_CALLER = 'is not read by the operator either: it lets in no fewer callers';

const kubernetesFields: Fields = {
  serviceAccount: refused(NOT_ONE_CALLER, 'remove it, and tell callers apart by audience'),
  namespace: refused(NOT_ONE_CALLER, 'remove it, and tell callers apart by audience'),
  issuer: taken(text),
  jwksUrl: taken(text),
  introspectionUrl: taken(text),
  useClusterAuth: taken(flag),
};

const inlineFields: Fields = {
  issuer: taken(text),
  jwksUrl: taken(text),
  introspectionUrl: taken(text),
  clientId: taken(text),
  clientSecretRef: secretKeyRef,
  caBundleRef,
  jwksAuthTokenPath: taken(text),
  jwksAllowPrivateIP: taken(flag),
  protectedResourceAllowPrivateIP: refused(
    'is not told apart from jwksAllowPrivateIP',
    'write jwksAllowPrivateIP: true',
    false,
  ),
  insecureAllowHTTP: taken(flag),
};

/** `oidcConfig` of v1alpha1. */
export const oidcConfig = members(
  {
    type: taken(text),
    resourceUrl: taken(text),
    kubernetes: members({ ...kubernetesFields, audience: taken(text) }),
    configMap: members({ name: taken(text), key: taken(text), caBundleRef }, { required: ['name'] }),
    inline: members({
      ...inlineFields,
      audience: taken(text),
      clientSecret: refused(
        'is a secret in plain text, and would be stored in a ConfigMap',
        'use clientSecretRef',
        '',
      ),
      thvCABundlePath: refused(
        'names a file that is in no pod',
        'put the certificates into a ConfigMap: caBundleRef',
        '',
      ),
      scopes: taken(list(text)),
    }),
  },
  { complete: completeSource },
);

/** `none` is a prop of ours: the operator knows no such type. A ConfigMap is looked for where one is read. */
function completeSource(props: Props, spot: Spot, translation: Translation): unknown {
  const { type, configMap } = props;
  if (type === 'none') {
    reportType(memberSpot(spot, 'type', 'type'), 'use kubernetes, configMap or inline', translation);
    return abandon(translation, spot);
  }
  if (type !== 'configMap' || configMap === undefined) return props;
  const at = memberSpot(spot, 'configMap', 'configMap');
  return { ...props, configMap: withData(configMap as Props, at, translation) };
}

function reportType(
  at: { manifest: Spot['manifest']; path: string },
  hint: string,
  translation: Translation,
): void {
  report(translation, 'ERR_OIDC_TYPE_UNKNOWN', at, 'is not a kind of OIDC configuration', hint);
}

/** The ConfigMap's `data` is read from its document, as the operator reads it from the cluster. */
function withData(props: Props, spot: Spot, translation: Translation): unknown {
  if (props['name'] === undefined) return abandon(translation, spot);
  const found = findCompanion('ConfigMap', props['name'], memberSpot(spot, 'name', 'name'), translation);
  if (found === undefined) return abandon(translation, spot);
  const origin = { ...memberSpot(spot, 'data', 'data'), manifest: found, path: 'data' };
  return { ...props, data: translate(found.body['data'] ?? {}, taken(map(text)), origin, translation) };
}

export const mcpOidcConfig = resource(
  members(
    {
      type: taken(text),
      kubernetesServiceAccount: members(kubernetesFields, { prop: 'kubernetes' }),
      inline: members(inlineFields),
    },
    { required: ['type'], prop: '', isHome: true },
  ),
);

/** `oidcConfigRef` of v1beta1: the issuer is in an MCPOIDCConfig, what is this proxy's own is here. */
export const oidcConfigRef = members(
  { name: taken(text), audience: taken(text), scopes: taken(list(text)), resourceUrl: taken(text) },
  { required: ['name', 'audience'], prop: 'oidcConfig', complete: toOidcConfig },
);

function toOidcConfig(own: Props, spot: Spot, translation: Translation): unknown {
  const found = findCompanion(
    COMPANION_KINDS.oidc,
    own['name'],
    memberSpot(spot, 'name', 'name'),
    translation,
  );
  if (found === undefined) return abandon(translation, spot);
  const sharedSpot = { manifest: found, path: '', prop: spot.prop };
  const shared = translate(found.body, mcpOidcConfig, sharedSpot, translation) as Props;
  const { type } = shared;
  const source = toSource(type);
  if (source === undefined) {
    const at = { manifest: found, path: 'spec.type' };
    if (type !== undefined) reportType(at, 'use kubernetesServiceAccount or inline', translation);
    return abandon(translation, spot);
  }
  return {
    type: source,
    resourceUrl: own['resourceUrl'],
    ...pick(shared, 'kubernetes', 'inline'),
    [source]: { ...(shared[source] as Props | undefined), ...toOwnTerms(source, own, spot, translation) },
  };
}

function toSource(type: unknown): 'kubernetes' | 'inline' | undefined {
  if (type === 'kubernetesServiceAccount') return 'kubernetes';
  return type === 'inline' ? 'inline' : undefined;
}

/** Audience and scopes, which belong to the source among the props. */
function toOwnTerms(
  source: 'kubernetes' | 'inline',
  own: Props,
  spot: Spot,
  translation: Translation,
): Props {
  for (const name of ['audience', 'scopes']) {
    noteOrigin(translation, memberSpot(spot, name, `${source}.${name}`));
  }
  if (source === 'inline') return pick(own, 'audience', 'scopes');
  if (own['scopes'] !== undefined) {
    const message = 'are those of a service account, which has none to announce';
    report(translation, 'ERR_RESOURCE_UNSUPPORTED', memberSpot(spot, 'scopes', ''), message, 'remove them');
  }
  return pick(own, 'audience');
}

function pick(props: Props, ...names: readonly string[]): Props {
  return Object.fromEntries(Object.entries(props).filter(([name]) => names.includes(name)));
}
