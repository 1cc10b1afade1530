/** What the demo prints: a headline a step, indented details, and a sign of life when a step takes long. */

const INDENT = '   ';

/** Silence after which people wonder. */
const SIGN_OF_LIFE_MS = 2000;

export function printStep(number: number, headline: string): void {
  process.stdout.write(`\n${number}. ${headline}\n`);
}

export function printDetails(text: string): void {
  process.stdout.write(text.trimEnd().replaceAll(/^(?=.)/gm, INDENT) + '\n');
}

export async function withSignOfLife<T>(what: string, work: Promise<T>): Promise<T> {
  const begin = performance.now();
  const timer = setInterval(() => {
    printDetails(`... ${what}, ${Math.round((performance.now() - begin) / 1000)} s so far`);
  }, SIGN_OF_LIFE_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
