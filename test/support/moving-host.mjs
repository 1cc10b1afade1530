// Loaded into a runtime process with --import: a resolver of the test's own, whose one name has the address in a file.
import dns from 'node:dns';
import { readFileSync } from 'node:fs';

const { lookup } = dns;
dns.lookup = (hostname, options, callback) => {
  if (hostname !== 'remote.test') return lookup(hostname, options, callback);
  const address = readFileSync(process.env.MOVING_HOST_FILE, 'utf8');
  const done = typeof options === 'function' ? options : callback;
  process.nextTick(() => (options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)));
};
