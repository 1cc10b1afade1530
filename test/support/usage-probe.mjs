// Loaded into a runtime process with --import: tells the test what the process holds, after a garbage collection.
// The runtime itself has no such door.
import { setImmediate as turn } from 'node:timers/promises';

process.channel?.unref();
// A test that was killed leaves no proxy behind.
process.on('disconnect', () => process.exit());
process.on('message', async () => {
  for (let i = 0; i < 4; i++) {
    globalThis.gc?.();
    // Nobody else is to wait for all of them.
    await turn();
  }
  const resources = {};
  for (const kind of process.getActiveResourcesInfo()) {
    // Writing the log comes and goes, and so does the turn above.
    if (kind !== 'FSReqCallback' && kind !== 'Immediate') resources[kind] = (resources[kind] ?? 0) + 1;
  }
  // Whatever was thrown away in the last turn is gone, too: the first collection leaves buffers to be freed behind it.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ resources, heapUsed, external, rss });
});
