/** A part as one is written, in one file: its props, their shape, what is validated, and what it makes of which proxy. */
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { flag, number } from '../../../contract/shape';
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { acceptPart } from '../../../lib/accept/accept-part';
import type { Part } from '../../../lib/accept/accept-part';
import { object, required } from '../../../lib/accept/object-shape';
import { everythingIsRead } from '../../../lib/definition/loose';
import type { Loose } from '../../../lib/definition/loose';
import type { McpRemoteProxy } from '../../../lib/mcp-remote-proxy';

export interface DisruptionBudgetProps {
  /** Pods that stay. */
  readonly minAvailable: number;

  /** @default false */
  readonly evictUnhealthy?: boolean;
}

interface DisruptionBudgetDefinition {
  readonly minAvailable: number;
  readonly evictUnhealthy: boolean;
}

const PART: Part<DisruptionBudgetProps, DisruptionBudgetDefinition> = {
  kind: 'DisruptionBudget',
  shape: object<DisruptionBudgetProps>({ minAvailable: required(number), evictUnhealthy: flag }),
  toDefinition,
  validate,
};

function toDefinition(props: Loose<DisruptionBudgetProps>): DisruptionBudgetDefinition {
  const { minAvailable = 0, evictUnhealthy = false, ...leftOver } = props;
  everythingIsRead(leftOver);
  return { minAvailable, evictUnhealthy };
}

function validate({ minAvailable }: DisruptionBudgetDefinition): Issue[] {
  if (Number.isInteger(minAvailable) && minAvailable >= 0) return [];
  return [issue('ERR_REPLICAS_INVALID', 'minAvailable', 'is no number of pods', 'use a whole number')];
}

export class DisruptionBudget extends Construct {
  public readonly object: kplus.k8s.KubePodDisruptionBudget;

  public constructor(proxy: McpRemoteProxy, id: string, props: DisruptionBudgetProps) {
    super(proxy, id);
    const { minAvailable, evictUnhealthy } = acceptPart(PART, props, this);
    this.object = new kplus.k8s.KubePodDisruptionBudget(this, 'Resource', {
      spec: {
        minAvailable: kplus.k8s.IntOrString.fromNumber(minAvailable),
        selector: { matchLabels: proxy.deployment.matchLabels },
        ...(evictUnhealthy && { unhealthyPodEvictionPolicy: 'AlwaysAllow' }),
      },
    });
  }
}
