/** How the proxy authenticates itself to the remote: `externalAuthConfigRef`, and the MCPExternalAuthConfig it names. */
import { isAbsent, list, text } from '../../contract/shape';
import { resource, secretKeyRef } from './common-fields';
import { ignored, members, taken } from './field';
import type { Props } from './field';
import { findCompanion } from './find-companion';
import { COMPANION_KINDS } from './kinds';
import { memberSpot } from './spot';
import type { Spot } from './spot';
import { translate } from './translate';
import { noteOrigin, report } from './translation';
import type { Translation } from './translation';

const IN_A_HEADER =
  'write the header into headerForward.addHeadersFromSecret; its Secret holds the whole value';
const OPERATOR_ONLY = 'remove the reference, or leave this proxy to the operator';

interface Unsupported {
  readonly reason: string;
  readonly alternative: string;
}

/** By `type`. */
const UNSUPPORTED: ReadonlyMap<string, Unsupported> = new Map([
  [
    'headerInjection',
    { reason: 'is nothing the operator acts on for an MCPRemoteProxy', alternative: IN_A_HEADER },
  ],
  [
    'embeddedAuthServer',
    {
      reason: 'runs an authorization server in the proxy, which nothing here does',
      alternative: OPERATOR_ONLY,
    },
  ],
  ['awsSts', { reason: 'signs requests for AWS, which nothing here does', alternative: OPERATOR_ONLY }],
  [
    'upstreamInject',
    {
      reason: 'sends a token of the embedded authorization server, which is not here',
      alternative: OPERATOR_ONLY,
    },
  ],
  [
    'obo',
    {
      reason: 'asks for tokens on behalf of the caller, which nothing here does',
      alternative: OPERATOR_ONLY,
    },
  ],
  [
    'xaa',
    { reason: 'exchanges the token of the caller, for which there is no prop', alternative: OPERATOR_ONLY },
  ],
]);

const tokenExchange = members(
  {
    tokenUrl: taken(text),
    clientId: taken(text),
    clientSecretRef: secretKeyRef,
    audience: taken(text),
    scopes: taken(list(text)),
    subjectTokenType: taken(text),
    externalTokenHeaderName: taken(text),
  },
  { required: ['tokenUrl', 'audience'] },
);

const bearerToken = members(
  { tokenSecretRef: members(secretKeyRef.fields, { required: secretKeyRef.required, prop: '' }) },
  { required: ['tokenSecretRef'], prop: 'bearerTokenRef' },
);

/** Where the prop of each type that becomes one is written. */
const SUPPORTED: Readonly<Record<string, { readonly prop: string; readonly path: string }>> = {
  tokenExchange: { prop: 'tokenExchange', path: 'spec.tokenExchange' },
  bearerToken: { prop: 'bearerTokenRef', path: 'spec.bearerToken.tokenSecretRef' },
};

const TYPES = ['unauthenticated', ...Object.keys(SUPPORTED), ...UNSUPPORTED.keys()];

export const mcpExternalAuthConfig = resource(
  members(
    {
      type: taken(text),
      tokenExchange,
      bearerToken,
      ...Object.fromEntries([...UNSUPPORTED.keys()].map((type) => [type, ignored])),
    },
    { required: ['type'], prop: '' },
  ),
);

/** The credential is a prop beside the others: see `liftCredential`. */
export const externalAuthConfigRef = members(
  { name: taken(text) },
  { required: ['name'], complete: toCredential },
);

/** What was made of a reference, among the props it belongs to. */
export function liftCredential({ externalAuthConfigRef: credential, ...props }: Props): Props {
  return { ...props, ...(credential as Props | undefined) };
}

/** The one prop the type stands for; nothing for `unauthenticated`, and for what is refused. */
function toCredential({ name }: Props, spot: Spot, translation: Translation): Props | undefined {
  const at = memberSpot(spot, 'name', 'name');
  const found = findCompanion(COMPANION_KINDS.externalAuth, name, at, translation);
  if (found === undefined) return undefined;
  const origin = { manifest: found, path: '', prop: spot.prop };
  const { type, ...credentials } = translate(found.body, mcpExternalAuthConfig, origin, translation) as Props;
  if (typeof type !== 'string') return undefined;
  const typeSpot = { ...origin, path: 'spec.type' };
  reportOthers(found.body['spec'] as Props, type, origin, translation);
  const supported = Object.hasOwn(SUPPORTED, type) ? SUPPORTED[type] : undefined;
  if (supported === undefined) {
    if (type !== 'unauthenticated') reportType(type, typeSpot, translation);
    return undefined;
  }
  const { prop, path } = supported;
  noteOrigin(translation, { ...origin, path, prop });
  if (credentials[prop] !== undefined) return { [prop]: credentials[prop] };
  reportMissing(type, typeSpot, translation);
  return undefined;
}

/** Whoever writes one down means it to be used. */
function reportOthers(spec: Props, type: string, spot: Spot, translation: Translation): void {
  for (const name of TYPES.filter((other) => other !== type && !isAbsent(spec[other]))) {
    const at = { ...spot, path: `spec.${name}` };
    const message = `is not read with the type ${type}`;
    report(translation, 'ERR_RESOURCE_UNSUPPORTED', at, message, `remove it, or write type: ${name}`);
  }
}

function reportType(type: string, spot: Spot, translation: Translation): void {
  const { reason, alternative } = UNSUPPORTED.get(type) ?? {
    reason: 'is no kind of authentication',
    alternative: `use one of ${TYPES.join(', ')}`,
  };
  report(translation, 'ERR_RESOURCE_UNSUPPORTED', spot, `${type} ${reason}`, alternative);
}

function reportMissing(type: string, spot: Spot, translation: Translation): void {
  const message = `${type} stands for what is in spec.${type}, which is missing`;
  report(translation, 'ERR_FIELD_MISSING', spot, message, `add spec.${type}`);
}
