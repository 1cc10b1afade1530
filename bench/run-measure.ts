/** What the main function of a measure does whichever it is: its options or how it is used, and then its exit code. */
export async function runMeasure<Options>(
  usage: string,
  parseOptions: (argv: readonly string[]) => Options,
  measure: (options: Options) => Promise<number>,
): Promise<void> {
  let options: Options;
  try {
    options = parseOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  process.exitCode = await measure(options);
}
