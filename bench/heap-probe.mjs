// Loaded into a measured process with --import: counts collections, and what they move into the old generation, until it
// is asked. The runtime itself has no such door.
import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics } from 'node:v8';

const OLD_SPACES = new Set(['old_space', 'large_object_space']);

const oldBytes = () => {
  let bytes = 0;
  for (const space of getHeapSpaceStatistics()) {
    if (OLD_SPACES.has(space.space_name)) bytes += space.space_used_size;
  }
  return bytes;
};

const NONE = { minor: 0, major: 0, promotedBytes: 0 };
let counts = { ...NONE };
let lastBytes = oldBytes();

function look() {
  const bytes = oldBytes();
  // It shrinks by major collections only, and next to nothing is made in it but by promotion.
  if (bytes > lastBytes) counts.promotedBytes += bytes - lastBytes;
  lastBytes = bytes;
}

new PerformanceObserver((list) => {
  look();
  for (const { detail } of list.getEntries()) {
    if (detail.kind === constants.NODE_PERFORMANCE_GC_MINOR) counts.minor++;
    if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) counts.major++;
  }
}).observe({ entryTypes: ['gc'] });

process.on('message', () => {
  look();
  process.send(counts);
  counts = { ...NONE };
});
process.channel?.unref();
