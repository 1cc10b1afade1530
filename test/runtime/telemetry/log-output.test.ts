import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { createLog } from '../../../runtime/src/telemetry/log';
import { LogOutput } from '../../../runtime/src/telemetry/log-output';

/** Somebody who reads the log when told to. */
class SlowReader extends Writable {
  text = '';
  #taken: (() => void)[] = [];
  isReading = false;

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(line: string, _encoding: BufferEncoding, taken: () => void): void {
    this.text += line;
    if (this.isReading) taken();
    else this.#taken.push(taken);
  }

  read(): void {
    this.isReading = true;
    for (const taken of this.#taken.splice(0)) taken();
  }

  get lines(): Record<string, unknown>[] {
    return this.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

function start() {
  const reader = new SlowReader();
  const output = new LogOutput(reader);
  return { reader, output, log: createLog(true, output) };
}

const LONG = 'x'.repeat(1000);

it('waits for a reader up to a limit, and then counts what it leaves out', async () => {
  const { reader, output, log } = start();
  for (let i = 0; i < 3000; i++) log.info({ i, LONG }, 'line');
  expect(reader.writableLength).toBeLessThanOrEqual(1024 * 1024);
  reader.read();
  await output.flush();
  const counted = reader.lines.filter(({ msg }) => msg === 'line').length;
  expect(counted).toBeGreaterThan(900);
  expect(reader.lines.at(-1)).toMatchObject({
    level: 'warn',
    msg: 'log lines left out',
    leftOut: 3000 - counted,
  });
  log.info('again');
  expect(reader.lines.at(-1)).toMatchObject({ msg: 'again' });
});

it('leaves nothing out for a reader that keeps up', () => {
  const { reader, log } = start();
  reader.read();
  for (let i = 0; i < 3000; i++) log.info({ i, LONG }, 'line');
  expect(reader.lines).toHaveLength(3000);
});

it('does not wait for ever at the end', async () => {
  const { output, log } = start();
  log.info('line');
  const beganMs = performance.now();
  await output.flush();
  expect(performance.now() - beganMs).toBeGreaterThan(400);
  expect(performance.now() - beganMs).toBeLessThan(2000);
});

it('says nothing to a reader that is gone, and goes on', async () => {
  const { reader, output, log } = start();
  reader.destroy(Object.assign(new Error('nobody there'), { code: 'EPIPE' }));
  await new Promise(setImmediate);
  log.info('line');
  await output.flush();
  expect(reader.text).toBe('');
});
