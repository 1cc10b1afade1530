// A thread that asks /health in a steady rhythm, over a connection that is kept and over a new one each time. A thread of
// its own, because nothing the test does may delay the clock. Nothing is asked twice.
import { readFileSync, readdirSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const { port, pid, controlPort, intervalMs, localAddress, connectsAnew } = workerData;
const CONTROL_INTERVAL_MS = 5;

// Used for as long as the proxy says that it may be.
const kept = new Agent({ keepAlive: true, maxSockets: 1, agentKeepAliveTimeoutBuffer: 0 });
/** The proxy may close the connection that is kept from then on; it is not there yet. */
let mayBeClosedFromMs = 0;
let seen = nothing();

function nothing() {
  return { count: 0, worstMs: 0, failures: [] };
}

function ask(options) {
  return new Promise((resolve, reject) => {
    const request = get({ localAddress, host: '127.0.0.1', path: '/health', ...options }, (answer) => {
      answer
        .resume()
        .on('end', () => resolve({ answer, wasReused: request.reusedSocket }))
        .on('error', reject);
    });
    request.on('error', reject);
  });
}

/** A silence as long as this is the proxy's, whatever it did meanwhile; a shorter one only as far as it worked. */
const SILENCE_MS = 400;

/** What one thread of the proxy ran, and how long it was ready to run and got no core. */
function readThread(thread) {
  const [ranNs, waitedNs] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
  return { ranMs: Number(ranNs) / 1e6, waitedMs: Number(waitedNs) / 1e6 };
}

/**
 * What the proxy's main thread ran, and how long all threads waited, since the main one waits for those that help it
 * collect garbage. Unknown where the system does not tell (Linux does).
 */
function readSchedule() {
  try {
    const threads = readdirSync(`/proc/${pid}/task`).map(readThread);
    const waitedMs = threads.reduce((sum, thread) => sum + thread.waitedMs, 0);
    return { ranMs: readThread(pid).ranMs, waitedMs };
  } catch {
    return undefined;
  }
}

function toBlame(tookMs, before, control) {
  const now = readSchedule();
  if (before === undefined || now === undefined) return tookMs - control.worstMs();
  const machineMs = Math.max(now.waitedMs - before.waitedMs + control.lastMs(), control.worstMs());
  const ownMs = tookMs - machineMs;
  return ownMs < SILENCE_MS ? Math.min(ownMs, now.ranMs - before.ranMs) : ownMs;
}

/** Asks a plain server over and over, as long as the proxy is asked: it tells how long this machine makes anyone wait. */
function watchControl() {
  let isOver = false;
  let worstMs = 0;
  let lastMs = 0;
  let dueMs = performance.now();
  const end = (async () => {
    while (!isOver) {
      await ask({ port: controlPort, agent: false });
      lastMs = performance.now() - dueMs;
      worstMs = Math.max(worstMs, lastMs);
      dueMs = performance.now() + CONTROL_INTERVAL_MS;
      if (!isOver) await sleep(CONTROL_INTERVAL_MS);
    }
  })();
  return {
    lastMs: () => Math.max(lastMs, performance.now() - dueMs),
    worstMs: () => Math.max(worstMs, performance.now() - dueMs),
    stop: () => ((isOver = true), end),
  };
}

/** How long an idle connection is kept, as the answer has it; for ever where it says nothing. */
function readKeptMs({ headers }) {
  const seconds = /timeout=(\d+)/.exec(headers['keep-alive'] ?? '')?.[1];
  return seconds === undefined ? Infinity : Number(seconds) * 1000;
}

/**
 * What the proxy took beyond what this machine took: the time it got no core, and then what even the plain server took to
 * be heard; or what that took at its worst, if this is more.
 */
async function askTimed(name, options, control) {
  const before = readSchedule();
  const beginMs = performance.now();
  try {
    const { answer, wasReused } = await ask({ port, ...options });
    if (answer.statusCode !== 200) seen.failures.push(`${name}: answered ${answer.statusCode}`);
    if (options.agent === kept) {
      if (!wasReused && beginMs < mayBeClosedFromMs) seen.failures.push(`${name}: it was closed`);
      mayBeClosedFromMs = beginMs + readKeptMs(answer);
    }
  } catch (error) {
    seen.failures.push(`${name}: ${error}`);
  }
  seen.count++;
  seen.worstMs = Math.max(seen.worstMs, toBlame(performance.now() - beginMs, before, control));
}

async function askRound() {
  // What the system knows of the connection that is kept is read before it is used.
  await turn();
  const control = watchControl();
  await Promise.all([
    askTimed('the connection that is kept', { agent: kept }, control),
    connectsAnew && askTimed('a new connection', { agent: false }, control),
  ]);
  await control.stop();
}

let current = Promise.resolve();
let isPaused = false;

/** One round at a time. */
function nextRound() {
  current = current.then(askRound);
  return current;
}

parentPort.on('message', async (message) => {
  isPaused = message === 'pause';
  // What is on its way counts, however long it takes.
  await current;
  if (message === 'pause') parentPort.postMessage('paused');
  if (message !== 'tell') return;
  // One is asked now, however short the test was.
  await nextRound();
  parentPort.postMessage(seen);
  seen = nothing();
});
parentPort.postMessage('ready');
for (;;) {
  if (!isPaused) await nextRound();
  await sleep(intervalMs);
}
