/** A part is let in and refused by the same door as a proxy. */
import { App, Chart, Testing } from 'cdk8s';
import { expect, it } from 'vitest';
import { DefinitionErrors, McpRemoteProxy } from '../../../lib/index';
import { REMOTE_URL } from '../support';
import { DisruptionBudget } from './disruption-budget';
import type { DisruptionBudgetProps } from './disruption-budget';

function createProxy(app = new App()): McpRemoteProxy {
  return new McpRemoteProxy(new Chart(app, 'mcp', { namespace: 'tools' }), 'search', {
    remoteUrl: REMOTE_URL,
  });
}

/** What a program without types may hand over. */
const WRONG = {
  minAvailable: -1,
  evictUnhealthy: 'yes',
  maxAvailable: 1,
} as unknown as DisruptionBudgetProps;

const PROBLEMS = [
  ['ERR_FIELD_TYPE', 'evictUnhealthy'],
  ['ERR_FIELD_UNKNOWN', 'maxAvailable'],
  ['ERR_REPLICAS_INVALID', 'minAvailable'],
];

function refusalOf(run: () => unknown): Error {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

it('makes its object, attached to the proxy’s pods', () => {
  const proxy = createProxy();
  new DisruptionBudget(proxy, 'Budget', { minAvailable: 1 });
  const manifests = Testing.synth(Chart.of(proxy)) as { kind: string; spec: Record<string, unknown> }[];
  const specOf = (kind: string) => manifests.find((manifest) => manifest.kind === kind)?.spec;
  expect(specOf('PodDisruptionBudget')).toEqual({
    minAvailable: 1,
    selector: specOf('Deployment')?.['selector'],
  });
});

it('is refused with every problem in one error, and its id is free for another try', () => {
  const proxy = createProxy();
  const error = refusalOf(() => new DisruptionBudget(proxy, 'Budget', WRONG));
  expect(DefinitionErrors.issuesOf(error).map(({ code, path }) => [code, path])).toEqual(PROBLEMS);
  expect(error.message).toMatch(/^DisruptionBudget mcp\/search\/Budget is refused: 3 problems/);
  expect(() => new DisruptionBudget(proxy, 'Budget', { minAvailable: 1 })).not.toThrow();
});

it('is refused at the synth of an app that asked for that', () => {
  const app = new App();
  DefinitionErrors.reportAtSynth(app);
  new DisruptionBudget(createProxy(app), 'Budget', WRONG);
  const { message } = refusalOf(() => {
    app.synth();
  });
  for (const [code, path] of PROBLEMS) expect(message).toContain(`${code}  ${path}`);
});
