import { expect, it } from 'vitest';
import { resolvePlatform } from '../../../cli/image/platform';
import type { Machine } from '../../../cli/image/platform';
import type { Issue } from '../../../contract/issue';

const DEBIAN = { platform: 'linux', arch: 'x64', glibc: '2.36' };

function resolve(wanted: string | undefined, machine: Machine) {
  const issues: Issue[] = [];
  const platform = resolvePlatform(wanted, machine, issues);
  return issues.length === 0 ? platform : issues;
}

it.each<[string, string | undefined, Machine, string]>([
  ['this machine', undefined, DEBIAN, 'amd64'],
  ['this machine by name', 'linux/amd64', DEBIAN, 'amd64'],
  ['another architecture', 'linux/arm64', { ...DEBIAN, arch: 'arm64', glibc: '2.34' }, 'arm64'],
  ['a C library to come', undefined, { ...DEBIAN, glibc: '3.0' }, 'amd64'],
])('%s', (_what, wanted, machine, architecture) => {
  expect(resolve(wanted, machine)).toEqual({ os: 'linux', architecture });
});

it.each<[string | undefined, Machine, RegExp]>([
  ['linux/arm64', DEBIAN, /^linux\/arm64 cannot be made on linux\/amd64$/],
  ['amd64', DEBIAN, /^amd64 cannot be made on/],
  [undefined, { ...DEBIAN, platform: 'darwin', arch: 'arm64', glibc: undefined }, /this is darwin\/arm64$/],
  ['linux/amd64', { ...DEBIAN, platform: 'win32', glibc: undefined }, /this is win32\/x64$/],
  [undefined, { ...DEBIAN, arch: 'riscv64' }, /this is linux\/riscv64$/],
  [undefined, { ...DEBIAN, glibc: '2.31' }, /needs glibc 2\.34 or later; this is 2\.31/],
  [undefined, { ...DEBIAN, glibc: undefined }, /needs glibc 2\.34 or later; this is another C library/],
])('%s on %j is refused', (wanted, machine, message) => {
  const issues: Issue[] = [];
  resolvePlatform(wanted, machine, issues);
  expect(issues.map(({ code }) => code)).toEqual(['ERR_IMAGE_PLATFORM']);
  expect(issues[0]?.message).toMatch(message);
});
