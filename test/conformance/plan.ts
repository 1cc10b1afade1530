/** What is run: every revision with every release of the suite that knows it. */
import type { Generation } from './server/reference-server';

export interface Suite {
  /** What --suite takes. */
  readonly id: string;
  /** Its name in suites/node_modules. */
  readonly packageName: string;
}

export interface Step {
  readonly spec: string;
  readonly suite: Suite;
  readonly generation: Generation;
  /** Whether the scenarios of extensions, which belong to no revision, are run with this one. */
  readonly extensions: boolean;
}

export interface Selection {
  readonly specs: readonly string[];
  readonly suites: readonly string[];
}

const RELEASE: Suite = { id: '0.1', packageName: 'conformance-0.1' };
const PRE_RELEASE: Suite = { id: '0.2', packageName: 'conformance-0.2' };

export const SUITES: readonly Suite[] = [RELEASE, PRE_RELEASE];

/** 0.1 has no scenario for servers of 2026-07-28. */
const STEPS: readonly Step[] = [
  { spec: '2025-06-18', suite: RELEASE, generation: 'legacy', extensions: false },
  { spec: '2025-06-18', suite: PRE_RELEASE, generation: 'legacy', extensions: false },
  { spec: '2025-11-25', suite: RELEASE, generation: 'legacy', extensions: false },
  { spec: '2025-11-25', suite: PRE_RELEASE, generation: 'legacy', extensions: false },
  { spec: '2026-07-28', suite: PRE_RELEASE, generation: 'modern', extensions: true },
];

export const SPECS: readonly string[] = [...new Set(STEPS.map(({ spec }) => spec))];

/** An empty list selects everything. */
export function selectSteps({ specs, suites }: Selection): readonly Step[] {
  const isIn = (list: readonly string[], value: string) => list.length === 0 || list.includes(value);
  return STEPS.filter(({ spec, suite }) => isIn(specs, spec) && isIn(suites, suite.id));
}
