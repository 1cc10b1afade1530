/** Whatever the contract accepts as a limit, the runtime starts with. */
import { expect, it } from 'vitest';
import { DEFAULT_LIMITS, LIMIT_MAXIMUM, validateLimits } from '../../contract/limits';
import { startProxy } from '../../runtime/src/start';
import { createLog } from '../../runtime/src/telemetry/log';
import { LogOutput } from '../../runtime/src/telemetry/log-output';

const log = createLog(false, new LogOutput(process.stdout));
log.level = 'silent';

const authentication = { clientSecret: undefined, findForwardProxy: () => undefined };

const ends = Object.keys(DEFAULT_LIMITS)
  .flatMap((name) => [0, 1, LIMIT_MAXIMUM].map((value) => ({ [name]: value })))
  .filter((limits) => validateLimits(limits, 'limits').length === 0);

it.each(ends)('%j', async (limits) => {
  const config = {
    schema_version: 'v0.1.0',
    remote_url: 'https://mcp.example.com/mcp',
    name: 'limits',
    transport: 'streamable-http',
    host: '127.0.0.1',
    port: 0,
    limits,
  } as const;
  const proxy = await startProxy({
    config,
    headers: [],
    extraCa: undefined,
    forwardProxy: undefined,
    authentication,
    credentials: authentication,
    log,
  });
  expect(proxy.port).toBeGreaterThan(0);
  await proxy.stop(true);
});
