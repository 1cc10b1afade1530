/** The door for proxies: props in, a sound definition and its RunConfig out. */
import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Issue } from '../../contract/issue';
import type { ProxyDefinition } from '../definition/proxy-definition';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';
import type { RunConfigDocument } from '../run-config/run-config-document';
import { checkRunConfig } from '../run-config/self-check';
import { acceptInTree } from './accept-in-tree';
import { withConfigMapData } from './config-map-data';
import { judge } from './judge';
import type { Judgement } from './judge';
import { claimName, validateNameIsFree } from './name-claims';
import { validateConfigMapData } from './validators/oidc';
import { writeWarnings } from './warnings';

/** What a refused proxy is made of when the app is to run on until its synth fails. It is never rendered. */
const STAND_IN_PROPS: McpRemoteProxyProps = { remoteUrl: 'https://refused.invalid' };

export interface Accepted {
  readonly definition: ProxyDefinition;
  readonly runConfig: RunConfigDocument;
}

/** What else is wrong with a definition, for what is to be made of it. */
type Validate = (definition: ProxyDefinition) => Issue[];

export function acceptDefinition(
  props: unknown,
  construct: IConstruct,
  validateTarget: Validate = () => [],
): Accepted {
  return acceptInTree(construct, {
    kind: 'McpRemoteProxy',
    props,
    judge: () => judgeInTree(props, construct, validateTarget),
    welcome: ({ definition, runConfig }) => {
      checkRunConfig(runConfig.text, construct.node.path);
      writeWarnings(definition, construct);
      claimName(definition, construct);
    },
    standIn: () => judge(STAND_IN_PROPS, { id: 'refused', namespace: undefined }),
  });
}

function judgeInTree(props: unknown, construct: IConstruct, validateTarget: Validate): Judgement {
  const { id } = construct.node;
  const context = { id, namespace: Chart.of(construct).namespace };
  return judge(props, context, {
    complete: (known) => withConfigMapData(known, construct),
    validate: (known) => [
      ...validateConfigMapData(known),
      ...validateNameIsFree(known, construct),
      ...validateTarget(known),
    ],
  });
}
