/** Output of the scripts that print a report. */

export function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** A titled list, or nothing when there is nothing to list. */
export function printList(title: string, items: readonly string[]): void {
  if (items.length > 0) print(`\n${title}:`, ...items.map((item) => `  - ${item}`));
}

const startedAt = Date.now();

/** What is being done, and how long it has taken until then. */
export function reportProgress(message: string): void {
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  process.stderr.write(`[${seconds} s] ${message}\n`);
}

/** Lines of cells as lines of text, in columns two spaces apart. */
export function align(lines: readonly (readonly string[])[]): string[] {
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths?.[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
