import { STEPS } from './protocol';
import type { Step } from './protocol';

/** How a step went. */
export type Outcome =
  | { readonly verdict: 'ok' }
  | { readonly verdict: 'fails'; readonly detail: string }
  | { readonly verdict: 'n/a'; readonly reason: string };

export type Outcomes = Readonly<Record<Step, Outcome>>;

export const OK: Outcome = { verdict: 'ok' };

export function fails(detail: string): Outcome {
  return { verdict: 'fails', detail };
}

export function notApplicable(reason: string): Outcome {
  return { verdict: 'n/a', reason };
}

export function allSteps(outcome: Outcome): Outcomes {
  return Object.fromEntries(STEPS.map((step) => [step, outcome])) as unknown as Outcomes;
}
