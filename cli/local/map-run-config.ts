/** The text of a RunConfig with some of its fields changed, wherever they are; what is no JSON is left as it is. */
export function mapRunConfig(text: string, change: (field: string, value: unknown) => unknown): string {
  try {
    return JSON.stringify(JSON.parse(text, change));
  } catch {
    // The runtime says best what is wrong with it.
    return text;
  }
}
