import { expect, it } from 'vitest';
import type { Issue } from '../../../contract/issue';
import { assignPorts } from '../../../cli/local/assign-ports';
import { passEnvironment } from '../../../cli/local/passed-env';
import { resolveObjects, deployment, runConfigMap } from './fixtures';

const SHELL = { HTTPS_PROXY: 'http://127.0.0.1:3128', EMPTY: '', SECRET: 'hunter2', HOME: '/home/someone' };

function pass(...names: string[]) {
  const env = [{ name: 'HOME', value: '/tmp' }];
  const { containers } = resolveObjects([deployment({ container: { env } }), runConfigMap()]);
  const issues: Issue[] = [];
  return { issues, envs: passEnvironment(containers, names, SHELL, issues).map((passed) => passed.env) };
}

it.each([
  [[], {}],
  [['HTTPS_PROXY', 'EMPTY'], { HTTPS_PROXY: 'http://127.0.0.1:3128', EMPTY: '' }],
])('lets through %j, and nothing else', (names, passed) => {
  expect(pass(...names)).toEqual({ issues: [], envs: [{ HOME: '/tmp', ...passed }] });
});

it.each([
  ['NODE_EXTRA_CA_CERTS', '"NODE_EXTRA_CA_CERTS" is not set in this shell'],
  ['SECRET=1', '"SECRET=1" is not set in this shell'],
  ['constructor', '"constructor" is not set in this shell'],
  ['HOME', 'HOME is set by the manifest of my-proxy'],
])('refuses %s', (name, message) => {
  expect(pass(name).issues).toMatchObject([{ code: 'ERR_LOCAL_OPTION', path: '--env', message }]);
});

it.each<[wanted: (number | undefined)[], first: number | undefined, ports: number[]]>([
  [[8080], undefined, [8080]],
  [[8080, 8080, 8081, 9000], undefined, [8080, 8081, 8082, 9000]],
  [[8080, 9000], 7000, [7000, 7001]],
  [[8080, 8080], 0, [0, 0]],
  [[undefined, 8080], undefined, [0, 8080]],
])('gives %j, from %s on, the ports %j', (wanted, first, ports) => {
  expect(assignPorts(wanted, first)).toEqual(ports);
});
