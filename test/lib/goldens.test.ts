/**
 * A case is a directory: definition.json in, out/ as it must be. `vitest -u` rewrites out/; with CI set, a missing file
 * fails. The runtime's tests start from the same out/runconfig.json. Amounts of cdk8s are written as the call
 * that makes them: `{ "Duration.seconds": 5 }`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Size, Testing, Yaml } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../contract/shape';
import { withPlaceholder } from '../../examples/placeholder';
import { createProxy, runConfigTextOf } from './support';
import type { Placement } from './support';

const TESTDATA = join(import.meta.dirname, '..', 'testdata');

const FILES = ['definition.json', 'out', join('out', 'manifests.yaml'), join('out', 'runconfig.json')];

interface Case extends Placement {
  readonly props: unknown;
}

const AMOUNTS: Readonly<Record<string, (amount: number) => unknown>> = {
  'Duration.millis': (amount) => Duration.millis(amount),
  'Duration.seconds': (amount) => Duration.seconds(amount),
  'Duration.minutes': (amount) => Duration.minutes(amount),
  'Size.kibibytes': (amount) => Size.kibibytes(amount),
  'Size.mebibytes': (amount) => Size.mebibytes(amount),
};

/** `{ "Duration.seconds": 5 }` is `Duration.seconds(5)`. */
function toAmount(_key: string, value: unknown): unknown {
  const [call, amount] = isRecord(value) ? (Object.entries(value)[0] ?? []) : [];
  const create = AMOUNTS[call ?? ''];
  return create === undefined || typeof amount !== 'number' ? value : create(amount);
}

function readCase(directory: string): Case {
  return JSON.parse(readFileSync(join(directory, 'definition.json'), 'utf8'), toAmount) as Case;
}

describe.each(readdirSync(TESTDATA))('%s', (name) => {
  const directory = join(TESTDATA, name);
  const { props, ...placement } = readCase(directory);
  const { chart } = createProxy(props, placement);

  it('manifests', async () => {
    const yaml = Yaml.stringify(...(Testing.synth(chart) as object[]));
    await expect(withPlaceholder(yaml)).toMatchFileSnapshot(join(directory, 'out', 'manifests.yaml'));
  });

  it('RunConfig', async () => {
    await expect(runConfigTextOf(chart)).toMatchFileSnapshot(join(directory, 'out', 'runconfig.json'));
  });

  it('has no stray file', () => {
    expect(
      readdirSync(directory, { recursive: true }).filter((file) => !FILES.includes(file.toString())),
    ).toEqual([]);
  });
});
