/** What the proxy itself throws while it asks an issuer says nothing about the issuer: it is a line of its own, and no end. */
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { expect, it, onTestFinished } from 'vitest';
import { Availability } from '../../../runtime/src/auth/availability';
import { IssuerError } from '../../../runtime/src/auth/issuer-error';
import { KEYS_RETRY_MS, KeySource } from '../../../runtime/src/auth/key-source';
import type { Logger } from '../../../runtime/src/telemetry/log';

interface Line {
  readonly msg: string;
  readonly cause?: string;
  readonly stack?: readonly string[];
}

const KEYS = { keys: [] };

function createLog(): { log: Logger; lines: Line[] } {
  const lines: Line[] = [];
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    lines.push(JSON.parse(chunk.toString()) as Line);
    done();
  };
  return { log: pino({ level: 'trace' }, new Writable({ write })), lines };
}

/** A source whose first fetch fails with `fault`, and every later one gives keys. */
function createSource(log: Logger, fault: Error): KeySource {
  const steadyMs = () => performance.now();
  let fetched = 0;
  const fetchKeys = () => (fetched++ === 0 ? Promise.reject(fault) : Promise.resolve(KEYS));
  const keys = new KeySource({ fetchKeys, availability: new Availability(log, steadyMs), log, steadyMs });
  onTestFinished(() => keys.close());
  return keys;
}

async function expectKeysLater(keys: KeySource): Promise<void> {
  await expect.poll(() => keys.current(), { timeout: KEYS_RETRY_MS + 5000 }).toEqual(new Map());
}

it('a fault of our own is logged with its stack, the issuer is not blamed, and keys are fetched again', async () => {
  const { log, lines } = createLog();
  const keys = createSource(log, new TypeError('a bug'));
  expect(await keys.current()).toBeUndefined();
  expect(lines).toEqual([expect.objectContaining({ msg: 'request crashed', cause: 'TypeError' })]);
  expect(lines[0]?.stack?.[0]).toContain('own-fault.test');
  await expectKeysLater(keys);
  expect(lines).toHaveLength(1);
});

it.each(['warn', 'info'] as const)('what cannot be said with %s ends nothing', async (level) => {
  const { log, lines } = createLog();
  log[level] = () => {
    throw new Error('a bug');
  };
  const keys = createSource(log, new IssuerError('HTTP_500'));
  expect(await keys.current()).toBeUndefined();
  await expectKeysLater(keys);
  expect(lines.filter(({ msg }) => msg === 'request crashed')).toHaveLength(1);
});
