/** What an accepted definition may not be meant to say. cdk8s has no annotations that a synth shows, so stderr it is. */
import type { IConstruct } from 'constructs';
import { keyPath } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { isMoving } from '../definition/image';
import type { ProxyDefinition } from '../definition/proxy-definition';
import { findPossibleRival } from './name-claims';
import { validateOpenAccess } from './validators/open-access';
import { validatePlainCredentials } from './validators/plain-credentials';

/** Without a code, which is for what may be refused. */
type Warning = Omit<Issue, 'code'>;

export function writeWarnings(definition: ProxyDefinition, construct: IConstruct): void {
  for (const { path, message, hint } of buildWarnings(definition, construct)) {
    process.stderr.write(`warning: ${construct.node.path}: ${path} ${message}; ${hint}\n`);
  }
}

function buildWarnings(definition: ProxyDefinition, construct: IConstruct): Warning[] {
  return [
    ...validateOpenAccess(definition),
    ...validatePlainCredentials(definition),
    ...warnOfClusterAudience(definition),
    ...warnOfPlainTokenUrl(definition),
    ...warnOfMovingImage(definition),
    ...warnOfSharedName(definition, construct),
  ];
}

/** Not an error: it is what is wanted while something is tried out. */
function warnOfMovingImage({ runtime: { image, imagePath } }: ProxyDefinition): Warning[] {
  if (!isMoving(image)) return [];
  return [
    {
      path: imagePath,
      message: `${image} is another image after the next push, so that pods of one Deployment may differ`,
      hint: 'name a version as its tag, or the digest',
    },
  ];
}

/** What API servers call themselves in most clusters. */
const API_SERVER = /^https:\/\/kubernetes\.default\.svc(?:\.cluster\.local)?\/?$/;

/** Not an error: manifests for the operator have it so, and our runtime hands no caller's token on. */
function warnOfClusterAudience({ oidc }: ProxyDefinition): Warning[] {
  if (oidc === undefined) return [];
  const { type, terms } = oidc;
  const isOfCluster = type === 'kubernetes' && terms.audience === terms.issuer;
  if (!isOfCluster && !API_SERVER.test(terms.audience)) return [];
  const path =
    type === 'configMap' ? keyPath('oidcConfig.configMap.data', 'audience') : `oidcConfig.${type}.audience`;
  return [
    {
      path,
      message:
        "is the API server's own: whoever gets hold of a caller's token could use it against the cluster",
      hint: 'ask for tokens of an audience of the proxy alone, such as its name',
    },
  ];
}

/** Not an error: within a cluster TLS may be the business of something else. */
function warnOfPlainTokenUrl({ tokenExchange, clientCredentials }: ProxyDefinition): Warning[] {
  return Object.entries({ tokenExchange, clientCredentials })
    .filter(([, request]) => /^http:/i.test(request?.tokenUrl ?? ''))
    .map(([prop]) => ({
      path: `${prop}.tokenUrl`,
      message: 'is not https: secrets and tokens could be read on the way',
      hint: 'use https',
    }));
}

/** Not an error: without a namespace the chart is often for whatever namespace or cluster it is applied to. */
function warnOfSharedName(definition: ProxyDefinition, construct: IConstruct): Warning[] {
  const rival = findPossibleRival(definition, construct);
  if (rival === undefined) return [];
  return [
    {
      path: 'name',
      message: `${JSON.stringify(definition.name)} is the name of ${rival.node.path} too; applied to one namespace, one would overwrite the objects of the other`,
      hint: 'give both charts their namespace, or one of the proxies another name',
    },
  ];
}
