/** Every case by its name. */
import { comesBack } from './cases/comes-back';
import { drain } from './cases/drain';
import { headers } from './cases/headers';
import { idempotent } from './cases/idempotent';
import { missingSecrets } from './cases/missing-secrets';
import { move } from './cases/move';
import { nothingLost } from './cases/nothing-lost';
import { quickStart } from './cases/quick-start';
import { resources } from './cases/resources';
import { serviceAccounts } from './cases/service-accounts';
import type { Stage } from './stage';

export interface Case {
  readonly name: string;
  /** Gives the figure of the case's row; what it throws is why it failed. */
  readonly run: (stage: Stage) => Promise<string>;
  readonly runtime: 'bundled' | 'image';
  /** Times a start or counts processor time: nothing else of the suite runs meanwhile. */
  readonly needsQuiet: boolean;
}

const NEED_QUIET = { 'comes-back': comesBack, resources };

/** These run with the bundled runtime and with the image. */
const WITH_BOTH = {
  headers,
  'missing-secrets': missingSecrets,
  'service-accounts': serviceAccounts,
  'nothing-lost': nothingLost,
  drain,
};

const BUNDLED_ALONE = {
  move,
  idempotent,
  'quick-start': quickStart,
};

export const CASES: readonly Case[] = [
  ...toCases(NEED_QUIET, 'bundled', true),
  ...toCases({ ...WITH_BOTH, ...BUNDLED_ALONE }, 'bundled'),
  ...toCases(WITH_BOTH, 'image'),
];

function toCases(
  runs: Record<string, Case['run']>,
  runtime: Case['runtime'],
  needsQuiet = false,
): readonly Case[] {
  const suffix = runtime === 'image' ? ':image' : '';
  return Object.entries(runs).map(([name, run]) => ({ name: `${name}${suffix}`, run, runtime, needsQuiet }));
}
