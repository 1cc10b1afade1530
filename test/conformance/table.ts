/** The one table: a row a scenario, direct beside proxied for each release of the suite, grouped by revision. */
import { tally } from './checks';
import type { Check, Tally } from './checks';
import type { Comparison, Row } from './compare';
import { findFlaw } from './flaws';

export const LEGEND =
  'checks passed of those with a verdict; - none   ! lost through the proxy   + gained   * flaw of the suite';

const NAME_WIDTH = 46;
const CELL_WIDTH = 10;
const SUITE_WIDTH = 2 * CELL_WIDTH + 2;

/** Comparisons of one revision stand beside each other. */
export function renderTable(comparisons: readonly Comparison[]): string {
  const specs = [...new Set(comparisons.map(({ step }) => step.spec))];
  return specs
    .map((spec) =>
      renderGroup(
        spec,
        comparisons.filter(({ step }) => step.spec === spec),
      ),
    )
    .join('\n\n');
}

function renderGroup(spec: string, comparisons: readonly Comparison[]): string {
  const scenarios = [...new Set(comparisons.flatMap(({ rows }) => rows.map(({ scenario }) => scenario)))];
  const lines = scenarios.map((scenario) => {
    const cells = comparisons.map((comparison) => renderCell(comparison, scenario));
    return renderLine(scenario, cells);
  });
  const rule = '-'.repeat(NAME_WIDTH + comparisons.length * SUITE_WIDTH);
  const versions = comparisons.map(({ version }) => version.padStart(SUITE_WIDTH - 2).padEnd(SUITE_WIDTH));
  const sides = comparisons.map(() => renderPair('direct', 'proxied', ''));
  const totals = comparisons.map(({ rows }) => renderTotal(rows));
  return [
    renderLine(spec, versions),
    renderLine('', sides),
    rule,
    ...lines,
    rule,
    renderLine('total', totals),
  ].join('\n');
}

function renderLine(name: string, cells: readonly string[]): string {
  return (name.padEnd(NAME_WIDTH) + cells.join('')).trimEnd();
}

function renderPair(direct: string, proxied: string, mark: string): string {
  return `${direct.padStart(CELL_WIDTH)}${proxied.padStart(CELL_WIDTH)}${mark.padStart(2)}`.padEnd(
    SUITE_WIDTH,
  );
}

/** A suite without the scenario has an empty cell. */
function renderCell(comparison: Comparison, scenario: string): string {
  const row = comparison.rows.find((candidate) => candidate.scenario === scenario);
  if (row === undefined) return ''.padEnd(SUITE_WIDTH);
  const [direct, proxied] = [tally(row.direct), tally(row.proxied)];
  return renderPair(renderTally(direct), renderTally(proxied), toMark(comparison, row, direct, proxied));
}

function toMark(comparison: Comparison, row: Row, direct: Tally, proxied: Tally): string {
  if (row.losses.length > 0) return '!';
  if (findFlaw(comparison, row) !== undefined) return '*';
  return proxied.passed > direct.passed ? '+' : '';
}

function renderTotal(rows: readonly Row[]): string {
  const sum = (side: (row: Row) => readonly Check[]) => renderTally(tally(rows.flatMap(side)));
  return renderPair(
    sum(({ direct }) => direct),
    sum(({ proxied }) => proxied),
    '',
  );
}

function renderTally({ passed, total }: Tally): string {
  return total === 0 ? '-' : `${passed}/${total}`;
}
