/** The one table: a row for each client, server and revision, direct beside proxied for each step. */
import { align } from '../support/print';
import type { Row } from './matrix';
import type { Outcome } from './outcome';
import { STEPS } from './protocol';
import type { Step } from './protocol';

/** A step that works directly and not through the proxy. */
export function isLoss({ direct, proxied }: Row, step: Step): boolean {
  return direct[step].verdict === 'ok' && proxied[step].verdict !== 'ok';
}

/** The table, and under it the reasons for n/a that its cells refer to. */
export function renderTable(rows: readonly Row[]): string {
  const reasons = new Map<string, number>();
  const lines = [['revision', 'client', 'server', ...STEPS]];
  for (const row of rows) {
    const cells = STEPS.map((step) => renderCell(row.direct[step], row.proxied[step], reasons));
    // One reason for the whole row is written once.
    const shown = new Set(cells).size === 1 && cells[0]?.startsWith('n/a') ? cells.slice(0, 1) : cells;
    lines.push([row.revision.id, row.client, row.server, ...shown]);
  }
  const notes = [...reasons].map(([reason, number]) => `n/a ${number}  ${reason}`);
  return [...align(lines), '', 'Each cell: direct, proxied', ...notes].join('\n');
}

function renderCell(direct: Outcome, proxied: Outcome, reasons: Map<string, number>): string {
  if (direct.verdict === 'n/a') {
    const number = reasons.get(direct.reason) ?? reasons.size + 1;
    reasons.set(direct.reason, number);
    return `n/a ${number}`;
  }
  return `${direct.verdict} ${proxied.verdict}`;
}

/** Every step that failed on either side, with what the peer said; steps that failed alike share a line. */
export function describeFailures(rows: readonly Row[]): string[] {
  return rows.flatMap((row) => [...describeSide(row, 'direct'), ...describeSide(row, 'proxied')]);
}

function describeSide(row: Row, side: 'direct' | 'proxied'): string[] {
  const stepsByDetail = new Map<string, Step[]>();
  for (const step of STEPS) {
    const outcome = row[side][step];
    if (outcome.verdict !== 'fails') continue;
    stepsByDetail.set(outcome.detail, [...(stepsByDetail.get(outcome.detail) ?? []), step]);
  }
  const name = `${row.revision.id}, ${row.client} to ${row.server}, ${side}`;
  return [...stepsByDetail].map(([detail, steps]) => `${name}, ${steps.join(' ')}: ${detail}`);
}

export function countCells(rows: readonly Row[]): { direct: number; losses: number } {
  const cells = rows.flatMap((row) => STEPS.map((step) => ({ row, step })));
  return {
    direct: cells.filter(({ row, step }) => row.direct[step].verdict === 'ok').length,
    losses: cells.filter(({ row, step }) => isLoss(row, step)).length,
  };
}
