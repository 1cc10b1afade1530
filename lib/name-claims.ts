/**
 * The names of the proxies in each App. Two of one name and namespace would overwrite each other's objects on apply,
 * and nothing but the construct tree's paths tells them apart before that.
 */
import type { IConstruct } from 'constructs';
import { issue } from '../contract/issue';
import type { Issue } from '../contract/issue';
import type { ProxyDefinition } from './definition';

const claimsByApp = new WeakMap<IConstruct, Map<string, IConstruct>>();

/** A chart without a namespace leaves it to the apply, so it can only be compared with its like. */
function keyOf({ name, namespace }: ProxyDefinition): string {
  return JSON.stringify([namespace, name]);
}

export function validateNameIsFree(definition: ProxyDefinition, { node }: IConstruct): Issue[] {
  const first = claimsByApp.get(node.root)?.get(keyOf(definition));
  // What has been removed from the tree again is not synthesized.
  if (first === undefined || !node.root.node.findAll().includes(first)) return [];
  return [
    issue(
      'ERR_PROXY_NAME_TAKEN',
      'name',
      `${JSON.stringify(definition.name)} is the name of ${first.node.path} already, in the same namespace; one would overwrite the objects of the other on apply`,
      'give one of them another name or namespace; what is for another cluster belongs in an App of its own',
    ),
  ];
}

export function claimName(definition: ProxyDefinition, construct: IConstruct): void {
  const { root } = construct.node;
  const claims = claimsByApp.get(root) ?? new Map<string, IConstruct>();
  claimsByApp.set(root, claims.set(keyOf(definition), construct));
}
