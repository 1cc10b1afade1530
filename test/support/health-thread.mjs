// A thread that asks /health in a steady rhythm. A thread of its own, because nothing the test does may delay the clock.
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { CONTENDED_MS, readSchedule } from './schedule.mts';

const { port, pid, intervalMs, localAddress, comesAnew } = workerData;
/** A silence as long as this is the proxy's, whatever it did meanwhile. */
const SILENCE_MS = 500;

/** So many on the connection that is kept, then one on a new one. */
const KEPT_IN_A_ROW = 4;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const nothing = () => ({ count: 0, worstMs: 0, worstNewMs: 0, failures: [] });
let seen = nothing();

/** A machine with more to do than cores makes everybody wait; the proxy answers for what it ran itself. */
function toBlame(tookMs, proxy, self) {
  const [proxyNow, selfNow] = [readSchedule(pid), readSchedule('thread-self')];
  if (proxy === undefined || proxyNow === undefined || self === undefined) return tookMs;
  const waitedMs = proxyNow.waitedMs - proxy.waitedMs;
  const ownMs = tookMs - waitedMs - (selfNow.waitedMs - self.waitedMs);
  if (ownMs >= SILENCE_MS) return ownMs;
  const ranMs = proxyNow.ranMs - proxy.ranMs;
  return Math.min(ownMs, waitedMs > CONTENDED_MS ? ranMs / 2 : ranMs);
}

function ask(onConnection) {
  return new Promise((resolve, reject) => {
    const request = get(
      { agent: onConnection, localAddress, host: '127.0.0.1', port, path: '/health' },
      (answer) => {
        answer
          .resume()
          .on('end', () => resolve(answer.statusCode))
          .on('error', reject);
      },
    );
    // The proxy may close a connection that was kept, at the very moment it is used again.
    request.on('error', (error) => (request.reusedSocket ? resolve(ask(onConnection)) : reject(error)));
  });
}

async function askTimed() {
  const isNew = comesAnew && seen.count % (KEPT_IN_A_ROW + 1) === KEPT_IN_A_ROW;
  const [proxy, self] = [readSchedule(pid), readSchedule('thread-self')];
  const beginMs = performance.now();
  try {
    const status = await ask(isNew ? false : agent);
    if (status !== 200) seen.failures.push(`answered ${status}`);
  } catch (error) {
    seen.failures.push(String(error));
  }
  seen.count++;
  const worst = isNew ? 'worstNewMs' : 'worstMs';
  seen[worst] = Math.max(seen[worst], toBlame(performance.now() - beginMs, proxy, self));
}

let current = Promise.resolve();
let isPaused = false;
parentPort.on('message', async (message) => {
  isPaused = message === 'pause';
  // One that is on its way counts, however long it takes.
  await current;
  if (message === 'pause') parentPort.postMessage('paused');
  if (message !== 'tell') return;
  // One is asked now, however short the test was.
  await askTimed();
  parentPort.postMessage(seen);
  seen = nothing();
});
parentPort.postMessage('ready');
for (;;) {
  if (!isPaused) current = askTimed();
  await current;
  await sleep(intervalMs);
}
