import { parseArgs } from 'node:util';
import { refuseUnknown } from '../support/known-names';
import { SPECS, SUITES } from './plan';
import type { Selection } from './plan';

export interface Options extends Selection {
  readonly scenarios: readonly string[];
}

export const USAGE = `Usage: npm run conformance -- [--spec REVISION]... [--suite RELEASE]... [--scenario NAME]...

  --spec      ${SPECS.join(', ')} (default: all)
  --suite     ${SUITES.map(({ id }) => id).join(', ')} (default: all)
  --scenario  a scenario of the suite (default: all)
`;

const MANY = { type: 'string', multiple: true, default: [] as string[] } as const;

/** Throws on an option or a value there is not. */
export function parseOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: { spec: MANY, suite: MANY, scenario: MANY },
  });
  refuseUnknown('--spec', values.spec, SPECS);
  refuseUnknown(
    '--suite',
    values.suite,
    SUITES.map(({ id }) => id),
  );
  return { specs: values.spec, suites: values.suite, scenarios: values.scenario };
}
