/** What the table cannot say: which checks, why, and what follows. */
import { explain, isFailed, isLeftToProxy, isPassed } from './checks';
import type { Comparison, Row } from './compare';
import { findFlaw } from './flaws';

/** Why the comparisons as a whole fail; empty when nothing differs. */
export function findProblems(comparisons: readonly Comparison[]): readonly string[] {
  return comparisons.flatMap((comparison) => [
    ...findSilence(comparison),
    ...comparison.rows.flatMap((row) =>
      row.losses.map(({ check, reason }) => `${nameOf(comparison, row)}: ${check}: ${reason}`),
    ),
    ...findBareRequests(comparison),
  ]);
}

/** A comparison of nothing with nothing must not look like success. */
function findSilence(comparison: Comparison): readonly string[] {
  if (comparison.rows.some(({ direct }) => direct.some(isPassed))) return [];
  return [`${titleOf(comparison)}: no check passed directly, so there is nothing to compare with`];
}

function findBareRequests(comparison: Comparison): readonly string[] {
  const { requests, bare } = comparison.audit;
  if (requests > 0 && bare === 0) return [];
  return [
    `${titleOf(comparison)}: ${bare} of ${requests} requests reached the server without the injected headers`,
  ];
}

/** Checks that fail without the proxy, and what is known of the suite's own flaws. */
export function describeDirectFailures(comparisons: readonly Comparison[]): readonly string[] {
  return comparisons.flatMap((comparison) =>
    comparison.rows.flatMap((row) =>
      explainRow(comparison, row).map((line) => `${nameOf(comparison, row)}: ${line}`),
    ),
  );
}

function explainRow(comparison: Comparison, row: Row): readonly string[] {
  const flaw = findFlaw(comparison, row);
  if (flaw !== undefined) return [`a flaw of the suite: ${flaw}`];
  const failed = row.direct.filter(isFailed);
  if (isLeftToProxy(row.scenario)) return failed.map(({ id }) => `${id}: left to the proxy on purpose`);
  return failed.map((check) => `${check.id}: ${explain(check)}`);
}

export function describeInjection({ step, version, audit }: Comparison): string {
  return `${step.spec}, suite ${version}: ${audit.requests - audit.bare} of ${audit.requests} requests`;
}

function titleOf({ step, version }: Comparison): string {
  return `${step.spec}, suite ${version}`;
}

function nameOf(comparison: Comparison, { scenario }: Row): string {
  return `${titleOf(comparison)}, ${scenario}`;
}
