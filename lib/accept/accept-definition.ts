/** The door for proxies: props in, a sound definition and its RunConfig out. */
import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { ProxyDefinition } from '../definition/proxy-definition';
import type { McpRemoteProxyProps } from '../props/mcp-remote-proxy';
import type { RunConfigDocument } from '../run-config/run-config-document';
import { checkRunConfig } from '../run-config/self-check';
import { acceptInTree } from './accept-in-tree';
import { withConfigMapData } from './config-map-data';
import { judge } from './judge';
import type { Judgement, Known, Place } from './judge';
import { claimName, validateNameIsFree } from './name-claims';
import { propsShape } from './props-shape';
import { validateConfigMapData } from './validators/oidc';
import { writeWarnings } from './warnings';

/** What a refused proxy is made of when the app is to run on until its synth fails. It is never rendered. */
const STAND_IN_PROPS: McpRemoteProxyProps = { remoteUrl: 'https://refused.invalid' };

export interface Accepted {
  readonly props: Known;
  readonly definition: ProxyDefinition;
  readonly runConfig: RunConfigDocument;
}

/** What is to be made of a definition: what its props may hold, and what else can be wrong with it. */
export interface Target extends Pick<Place, 'shape' | 'validate'> {
  /** Name of the class, for people. */
  readonly kind: string;
}

const PROXY: Target = { kind: 'McpRemoteProxy', shape: propsShape, validate: () => [] };

export function acceptDefinition(props: unknown, construct: IConstruct, target: Target = PROXY): Accepted {
  return acceptInTree(construct, {
    kind: target.kind,
    props,
    judge: () => judgeInTree(props, construct, target),
    welcome: ({ definition, runConfig }) => {
      checkRunConfig(runConfig.text, construct.node.path);
      writeWarnings(definition, construct);
      claimName(definition, construct);
    },
    standIn: () => judge(STAND_IN_PROPS, { id: 'refused', namespace: undefined }),
  });
}

function judgeInTree(props: unknown, construct: IConstruct, { shape, validate }: Target): Judgement {
  const { id } = construct.node;
  const context = { id, namespace: Chart.of(construct).namespace };
  return judge(props, context, {
    shape,
    complete: (known) => withConfigMapData(known, construct),
    validate: (definition, known) => [
      ...validateConfigMapData(definition),
      ...validateNameIsFree(definition, construct),
      ...validate(definition, known),
    ],
  });
}
