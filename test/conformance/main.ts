/** `npm run conformance`: does the official suite see the same server through the proxy? */
import { compare } from './compare';
import type { Comparison } from './compare';
import { NotInstalled, installSuites } from './install';
import { describeDirectFailures, describeInjection, findProblems } from './notes';
import { USAGE, parseOptions } from './options';
import type { Options } from './options';
import { selectSteps } from './plan';
import { planRun } from './run-suite';
import { LEGEND, renderTable } from './table';
import { print, printList, reportProgress } from '../support/print';

/** `unable` means that nothing was compared. */
const EXIT = { same: 0, different: 1, unable: 2 } as const;

async function main(argv: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(argv);
  } catch (error) {
    process.stderr.write(`${String(error)}\n\n${USAGE}`);
    return EXIT.unable;
  }
  const steps = selectSteps(options);
  installSuites([...new Set(steps.map(({ suite }) => suite))]);
  const comparisons: Comparison[] = [];
  for (const step of steps) {
    const run = await planRun(step, options.scenarios);
    if (run.scenarios.length > 0) comparisons.push(await compare(run, reportProgress));
  }
  return conclude(comparisons);
}

function conclude(comparisons: readonly Comparison[]): number {
  if (comparisons.length === 0) {
    process.stderr.write('The selected suites have no such scenario for the selected revisions\n');
    return EXIT.unable;
  }
  const problems = findProblems(comparisons);
  print('', renderTable(comparisons), '', LEGEND);
  printList('Not passed directly', describeDirectFailures(comparisons));
  printList('Reached the server with both injected headers', comparisons.map(describeInjection));
  printList('Different through the proxy', problems);
  return problems.length > 0 ? EXIT.different : EXIT.same;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof NotInstalled ? error.message : String(error)}\n`);
    process.exitCode = EXIT.unable;
  },
);
