import type { Exchange } from './exchange';
import type { OwnAnswer } from '../http/own-answer';

/**
 * One step of the request path. It returns the answer the request ends with, or nothing for the next step to follow; a
 * step that has to wait returns a promise of either, and costs those that need not wait nothing.
 */
export type Step = (exchange: Exchange) => OwnAnswer | undefined | Promise<OwnAnswer | undefined>;

/** Takes a request through the steps from `first` on. Whatever goes wrong in one ends this request and nothing else. */
export function runSteps(exchange: Exchange, steps: readonly Step[], first = 0): void {
  try {
    for (let next = first; next < steps.length && !exchange.isOver; next++) {
      const result = (steps[next] as Step)(exchange);
      if (result === undefined) continue;
      if (result instanceof Promise) return void resumeSteps(exchange, steps, next + 1, result);
      return exchange.endWith(result);
    }
  } catch (error) {
    exchange.crash(error);
  }
}

async function resumeSteps(
  exchange: Exchange,
  steps: readonly Step[],
  next: number,
  pending: Promise<OwnAnswer | undefined>,
): Promise<void> {
  try {
    const answer = await pending;
    if (exchange.isOver) return;
    if (answer === undefined) runSteps(exchange, steps, next);
    else exchange.endWith(answer);
  } catch (error) {
    exchange.crash(error);
  }
}
