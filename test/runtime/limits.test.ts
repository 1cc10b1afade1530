/** Whatever the contract accepts as a limit, the runtime starts with. */
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS, LIMIT_MAXIMUM, validateLimits } from '../../contract/limits';
import { startProxy } from '../../runtime/src/start';
import { createLog } from '../../runtime/src/telemetry/log';
import { LogOutput } from '../../runtime/src/telemetry/log-output';
import { toProxyParts } from '../support/proxy-parts';

const log = createLog(false, new LogOutput(process.stdout));
log.level = 'silent';

const ends = Object.keys(DEFAULT_LIMITS)
  .flatMap((name) => [0, 1, LIMIT_MAXIMUM].map((value) => ({ [name]: value })))
  .filter((limits) => validateLimits(limits, 'limits').length === 0);

it.each(ends)('%j', async (limits) => {
  const proxy = await startProxy(toProxyParts({ limits }, log));
  expect(proxy.port).toBeGreaterThan(0);
  await proxy.stop(true);
});
