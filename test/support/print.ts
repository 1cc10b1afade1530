/** Output of the scripts that print a report. */

export function print(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** A titled list, or nothing when there is nothing to list. */
export function printList(title: string, items: readonly string[]): void {
  if (items.length > 0) print(`\n${title}:`, ...items.map((item) => `  - ${item}`));
}
