// Loaded into a measured process with --import: says what the process holds after a garbage collection.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('message', () => {
  for (let i = 0; i < 4; i++) collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send({ heldBytes: heapUsed + external, residentBytes: rss });
});
process.channel?.unref();
