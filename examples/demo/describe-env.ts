/** The environment of a container as `kubectl describe` shows it: references to Secrets, not their values. */
import type { EnvVar } from '../../cli/local/deployment';

export function renderEnvironment(variables: readonly EnvVar[]): string {
  const rows = variables.map((variable) => [`${variable.name}:`, ...renderSource(variable)]);
  // As Go's tabwriter has it: the last cell of a row takes no part in the width of its column.
  const widths = [0, 1].map((column) =>
    Math.max(0, ...rows.filter((row) => column < row.length - 1).map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  return ['Environment:', ...lines.map((line) => `  ${line.trimEnd()}`)].join('\n') + '\n';
}

function renderSource({ value, valueFrom }: EnvVar): string[] {
  const { secretKeyRef } = valueFrom ?? {};
  if (!secretKeyRef) return [value ?? ''];
  const { name, key, optional } = secretKeyRef;
  return [`<set to the key '${key}' in secret '${name}'>`, `Optional: ${optional ?? false}`];
}
