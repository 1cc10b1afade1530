/** What the suite found out about one scenario, and whether it still holds through the proxy. */

/** One entry of a checks.json. INFO and SKIPPED say nothing about conformance. */
export interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'INFO' | 'SKIPPED';
  readonly errorMessage?: string;
}

export interface Tally {
  readonly passed: number;
  readonly total: number;
}

/** A check that passes directly and not through the proxy, or one that must pass through it in any case. */
export interface Loss {
  readonly check: string;
  readonly reason: string;
}

/** Needs the validation of Host and Origin, which the reference server leaves to the proxy: it passes because of it. */
export function isLeftToProxy(scenario: string): boolean {
  return scenario === 'dns-rebinding-protection';
}

export function isPassed({ status }: Check): boolean {
  return status === 'SUCCESS';
}

/** A warning is an unmet SHOULD of the specification. */
export function isFailed({ status }: Check): boolean {
  return status === 'FAILURE' || status === 'WARNING';
}

export function tally(checks: readonly Check[]): Tally {
  const passed = checks.filter(isPassed).length;
  return { passed, total: passed + checks.filter(isFailed).length };
}

/** Ids repeat within a scenario, so what counts is how often a check passes and fails. */
export function findLosses(
  scenario: string,
  direct: readonly Check[],
  proxied: readonly Check[],
): readonly Loss[] {
  const names = new Set([...direct, ...proxied].map(({ id }) => id));
  return [...names].flatMap((id) => {
    const ofId = (check: Check) => check.id === id;
    return findLoss(id, direct.filter(ofId), proxied.filter(ofId), isLeftToProxy(scenario));
  });
}

function findLoss(
  check: string,
  direct: readonly Check[],
  proxied: readonly Check[],
  mustPass: boolean,
): readonly Loss[] {
  const failures = proxied.filter(isFailed);
  const tolerated = mustPass ? 0 : direct.filter(isFailed).length;
  if (failures.length > tolerated) return [{ check, reason: failures.map(explain).join('; ') }];
  const [before, after] = [direct.filter(isPassed).length, proxied.filter(isPassed).length];
  if (after >= before) return [];
  return [{ check, reason: `passes: ${before} directly, ${after} through the proxy` }];
}

/** The suite's own words about a check that did not pass. */
export function explain({ status, errorMessage }: Check): string {
  return errorMessage ?? status;
}
