/** How the proxy authenticates itself to the remote: `externalAuthConfigRef`, and the MCPExternalAuthConfig it names. */
import { text } from '../../contract/shape';
import { resource } from './common-fields';
import { ignored, members, taken } from './field';
import type { Props } from './field';
import { findCompanion } from './find-companion';
import { COMPANION_KINDS } from './kinds';
import { memberSpot } from './spot';
import type { Spot } from './spot';
import { translate } from './translate';
import { report } from './translation';
import type { Translation } from './translation';

const IN_A_HEADER =
  'write the header into headerForward.addHeadersFromSecret; its Secret holds the whole value';
const OPERATOR_ONLY = 'remove the reference, or leave this proxy to the operator';

interface Unsupported {
  readonly reason: string;
  readonly alternative: string;
}

/** By `type`. What is not here is either nothing at all or no type. */
const UNSUPPORTED: ReadonlyMap<string, Unsupported> = new Map([
  [
    'bearerToken',
    {
      reason: 'is not read from a resource of its own here',
      alternative: "write the token's Secret into the prop bearerTokenRef of a definition",
    },
  ],
  [
    'headerInjection',
    { reason: 'is nothing the operator acts on for an MCPRemoteProxy', alternative: IN_A_HEADER },
  ],
  [
    'tokenExchange',
    {
      reason: 'is not read from a resource of its own here',
      alternative: 'write it into the prop tokenExchange of a definition, under the same names',
    },
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

export const mcpExternalAuthConfig = resource(
  members(
    {
      type: taken(text),
      ...Object.fromEntries([...UNSUPPORTED.keys()].map((type) => [type, ignored])),
    },
    { required: ['type'], prop: '', isHome: true },
  ),
);

export const externalAuthConfigRef = members(
  { name: taken(text) },
  { required: ['name'], complete: refuseExternalAuth },
);

/** Nothing becomes of it: only `unauthenticated` is no credential at all. */
function refuseExternalAuth({ name }: Props, spot: Spot, translation: Translation): undefined {
  const at = memberSpot(spot, 'name', 'name');
  const found = findCompanion(COMPANION_KINDS.externalAuth, name, at, translation);
  if (found === undefined) return;
  const origin = { manifest: found, path: '', prop: spot.prop };
  const { type } = translate(found.body, mcpExternalAuthConfig, origin, translation) as Props;
  if (type === 'unauthenticated' || typeof type !== 'string') return;
  const { reason, alternative } = UNSUPPORTED.get(type) ?? {
    reason: 'is no kind of authentication',
    alternative: `use unauthenticated, or one of ${[...UNSUPPORTED.keys()].join(', ')}`,
  };
  const typeOrigin = { manifest: found, path: 'spec.type' };
  report(translation, 'ERR_RESOURCE_UNSUPPORTED', typeOrigin, `${type} ${reason}`, alternative);
}
