// Loaded into a runtime process with --import: tells the test what the process holds, after a garbage collection.
// The runtime itself has no such door.
process.channel?.unref();
// A test that was killed leaves no proxy behind.
process.on('disconnect', () => process.exit());
process.on('message', () => {
  for (let i = 0; i < 4; i++) globalThis.gc?.();
  const resources = {};
  for (const kind of process.getActiveResourcesInfo()) {
    // Writing the log comes and goes.
    if (kind !== 'FSReqCallback') resources[kind] = (resources[kind] ?? 0) + 1;
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ resources, heapUsed, external, rss });
});
