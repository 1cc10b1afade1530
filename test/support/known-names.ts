/** Throws on the first of the values of an option that is none of those there are. */
export function refuseUnknown(option: string, values: readonly string[], known: readonly string[]): void {
  const unknown = values.find((value) => !known.includes(value));
  if (unknown !== undefined) throw new Error(`${option} ${unknown}: expected one of ${known.join(', ')}`);
}
