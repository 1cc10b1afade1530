/** What ToolHive's own runner would pass over: its RunConfig has no key for it, or its older releases do not read it. */
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { isFiltering } from '../../definition/credentials';
import type { ProxyDefinition } from '../../definition/proxy-definition';
import type { McpRemoteProxyProps } from '../../props/mcp-remote-proxy';

/** By its name, in whatever registry. */
const IMAGE = /(?:^|\/)proxyrunner(?:[:@]|$)/;

/** Says whether a definition asks for what the runner has not got. */
type AsksFor = (definition: ProxyDefinition) => boolean;

/** `runner`: it acts on it. `kubernetes`: it is no business of a runner. A prop without a decision does not compile. */
const DECISIONS: Readonly<Record<keyof McpRemoteProxyProps, 'runner' | 'kubernetes' | AsksFor>> = {
  remoteUrl: 'runner',
  name: 'runner',
  transport: 'runner',
  port: 'runner',
  headerForward: 'runner',
  oidcConfig: 'runner',
  requiredScopes: ({ requiredScopes }) => requiredScopes.length > 0,
  tokenExchange: 'runner',
  clientCredentials: ({ clientCredentials }) => clientCredentials !== undefined,
  bearerTokenRef: 'runner',
  clientHeaders: ({ clientHeaders }) => isFiltering(clientHeaders),
  trustProxyHeaders: 'runner',
  endpointPrefix: 'runner',
  allowedOrigins: ({ allowedOrigins }) => allowedOrigins.length > 0,
  remoteCaBundleRef: ({ remoteCa }) => remoteCa !== undefined,
  limits: ({ limits }) => Object.keys(limits).length > 0,
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
  return Object.entries(DECISIONS)
    .filter(([, decision]) => typeof decision === 'function' && decision(definition))
    .map(([path]) =>
      issue('ERR_RUNTIME_UNSUPPORTED', path, "is something ToolHive's runner would ignore", hint),
    );
}
