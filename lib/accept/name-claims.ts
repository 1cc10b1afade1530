/**
 * The names of the proxies in each App. The name of every object is made of the proxy's, so that two proxies of one
 * name overwrite each other's objects in one namespace, and nothing but the construct tree's paths tells them apart
 * before that.
 */
import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import type { ProxyDefinition } from '../definition/proxy-definition';

const claimsByApp = new WeakMap<IConstruct, Map<string, IConstruct[]>>();

export function claimName({ name }: ProxyDefinition, construct: IConstruct): void {
  const { root } = construct.node;
  const claims = claimsByApp.get(root) ?? new Map<string, IConstruct[]>();
  claims.set(name, [...namesakesOf(name, construct), construct]);
  claimsByApp.set(root, claims);
}

export function validateNameIsFree({ name }: ProxyDefinition, construct: IConstruct): Issue[] {
  const first = namesakesOf(name, construct).find((other) => areInOneNamespace(other, construct));
  if (first === undefined) return [];
  const message = `${JSON.stringify(name)} is the name of ${first.node.path} already; one would overwrite the objects of the other on apply`;
  const hint =
    'give one of them another name, a chart of another namespace, or for another cluster an App of its own';
  return [issue('ERR_PROXY_NAME_TAKEN', 'name', message, hint)];
}

/** The first proxy of the same name that may end up in the same namespace, because a chart does not say which one. */
export function findPossibleRival({ name }: ProxyDefinition, construct: IConstruct): IConstruct | undefined {
  return namesakesOf(name, construct).find((other) => mayBeInOneNamespace(other, construct));
}

/** What has been removed from the tree again is not synthesized. */
function namesakesOf(name: string, { node }: IConstruct): IConstruct[] {
  return (claimsByApp.get(node.root)?.get(name) ?? []).filter(isInTree);
}

function isInTree(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}

function areInOneNamespace(one: IConstruct, other: IConstruct): boolean {
  const [first, second] = [Chart.of(one), Chart.of(other)];
  return first === second || (first.namespace !== undefined && first.namespace === second.namespace);
}

function mayBeInOneNamespace(one: IConstruct, other: IConstruct): boolean {
  return Chart.of(one).namespace === undefined || Chart.of(other).namespace === undefined;
}
