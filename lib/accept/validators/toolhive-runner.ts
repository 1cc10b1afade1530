/** What ToolHive's own runner would pass over: its RunConfig has no key for it, or its older releases do not read it. */
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { isFiltering } from '../../definition/credentials';
import type { ProxyDefinition } from '../../definition/proxy-definition';
import type { McpRemoteProxyProps } from '../../props/mcp-remote-proxy';

/** By its name, in whatever registry. */
const IMAGE = /(?:^|\/)proxyrunner(?:[:@]|$)/;

/** What is wrong with what a definition asks of the runner, or false where nothing is. */
type Refuse = (definition: ProxyDefinition) => string | false;

const IGNORED = "is something ToolHive's runner would ignore";

/** `runner`: it acts on it. `kubernetes`: it is no business of a runner. A prop without a decision does not compile. */
const DECISIONS: Readonly<Record<keyof McpRemoteProxyProps, 'runner' | 'kubernetes' | Refuse>> = {
  remoteUrl: ({ remoteUrl }) =>
    remoteUrl.includes('?') && "has a query, which ToolHive's runner does not send before its later releases",
  name: 'runner',
  transport: 'runner',
  port: 'runner',
  headerForward: 'runner',
  oidcConfig: 'runner',
  requiredScopes: ({ requiredScopes }) => requiredScopes.length > 0 && IGNORED,
  tokenExchange: 'runner',
  clientCredentials: ({ clientCredentials }) => clientCredentials !== undefined && IGNORED,
  bearerTokenRef: ({ bearerTokenRef, tokenExchange }) =>
    bearerTokenRef !== undefined &&
    tokenExchange !== undefined &&
    "is something ToolHive's runner would ignore beside tokenExchange",
  clientHeaders: ({ clientHeaders }) => isFiltering(clientHeaders) && IGNORED,
  trustProxyHeaders: 'runner',
  endpointPrefix: 'runner',
  allowedOrigins: ({ allowedOrigins }) => allowedOrigins.length > 0 && IGNORED,
  remoteCaBundleRef: ({ remoteCa }) => remoteCa !== undefined && IGNORED,
  limits: ({ limits }) => Object.keys(limits).length > 0 && IGNORED,
  terminationGracePeriod: 'kubernetes',
  replicas: 'kubernetes',
  sessionAffinity: 'kubernetes',
  resources: 'kubernetes',
  runtime: 'kubernetes',
  image: 'kubernetes',
  imagePullPolicy: 'kubernetes',
  imagePullSecrets: 'kubernetes',
  serviceAccountName: 'kubernetes',
  resourceOverrides: 'kubernetes',
  strict: 'kubernetes',
};

export function validateForToolHive(definition: ProxyDefinition): Issue[] {
  const { kind, image } = definition.runtime;
  if (kind !== 'toolhive' && !IMAGE.test(image)) return [];
  const hint = "remove it, or choose this project's own runtime";
  return Object.entries(DECISIONS).flatMap(([path, decision]) => {
    const problem = typeof decision === 'function' && decision(definition);
    return problem === false ? [] : [issue('ERR_RUNTIME_UNSUPPORTED', path, problem, hint)];
  });
}
