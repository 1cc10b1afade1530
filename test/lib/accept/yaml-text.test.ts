/** Texts that kubectl would read as something else are refused; what is left is read back as it was. */
import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { serializeRunConfig } from '../../../contract/run-config';
import type { RunConfig } from '../../../contract/run-config';
import { validateYamlText } from '../../../lib/accept/validators/yaml-text';
import { refusalsOf } from '../support';
import { yamlTexts } from '../../yaml/texts';

const isFine = (text: string) => validateYamlText(text, '').length === 0;

describe('a text', () => {
  it.each([
    ...['-_7', '+_4', '0o17', '0O2', '0X1F', '0B0_', '0_b_0', '0e6_', '08E_5', '<<'],
    ...['a\u0085b', '\u2028', 'a\u007f', '\ufeffa', '\ud800', ' \n', '\n', '\ta\nb', 'a\n \tb', ' a\nb'],
  ])('such as %j is refused', (text) => expect(isFine(text)).toBe(false));

  it.each([
    ...[
      '',
      'a',
      '7',
      '-7',
      '1_000',
      '0x1F',
      '0b11',
      '017',
      '1e3',
      '.5',
      'yes',
      'null',
      '~',
      '_',
      '-',
      '_a',
      '0xyz',
    ],
    ...[
      'a\nb\n',
      '{\n  "a": 1\n}',
      'a: b # c',
      "it's",
      '"',
      'ü€😀',
      '\u00a0',
      '12:30',
      '2026-01-01',
      ' a ',
      '\t',
      '0.1.2',
    ],
  ])('such as %j is not', (text) => expect(isFine(text)).toBe(true));
});

it.each(['1.1', '1.2'] as const)('what is left is the same to a reader of YAML %s', (version) => {
  fc.assert(
    fc.property(yamlTexts.filter(isFine), (text) => {
      expect(parse(Yaml.stringify({ text }), { version })).toEqual({ text });
    }),
    { numRuns: 2000 },
  );
});

const BASE = { remoteUrl: 'https://mcp.example.com/mcp' };
const secret = (name: string, key: string) => ({
  headerForward: { addHeadersFromSecret: [{ headerName: 'X-A', valueSecretRef: { name, key } }] },
});
const deployment = (overrides: object) => ({ resourceOverrides: { proxyDeployment: overrides } });

it.each<[path: string, props: object]>([
  ['name', { name: '0o17' }],
  ['serviceAccountName', { serviceAccountName: '0o17' }],
  ['image', { image: '0o17' }],
  ['imagePullSecrets[0]', { imagePullSecrets: ['0o17'] }],
  ['remoteCaBundleRef.name', { remoteCaBundleRef: { name: '0o17', key: 'ca.crt' } }],
  ['remoteCaBundleRef.key', { remoteCaBundleRef: { name: 'ca', key: '-_7' } }],
  ['headerForward.addHeadersFromSecret[0].valueSecretRef.name', secret('0o17', 'key')],
  ['headerForward.addHeadersFromSecret[0].valueSecretRef.key', secret('name', '-_7')],
  ['resourceOverrides.proxyDeployment.env[0].name', deployment({ env: [{ name: '-_7', value: '1' }] })],
  ['resourceOverrides.proxyDeployment.env[0].value', deployment({ env: [{ name: 'A', value: '-_7' }] })],
  ['resourceOverrides.proxyDeployment.labels["a"]', deployment({ labels: { a: '0o7' } })],
  ['resourceOverrides.proxyDeployment.labels["0e6_7"]', deployment({ labels: { '0e6_7': 'a' } })],
  ['resourceOverrides.proxyDeployment.annotations["a"]', deployment({ annotations: { a: ' \n' } })],
  ['resourceOverrides.proxyDeployment.annotations["0X1"]', deployment({ annotations: { '0X1': 'a' } })],
])('is told of %s', (path, props) => {
  expect(refusalsOf({ ...BASE, ...props })).toContain(`ERR_TEXT_NOT_YAML ${path}`);
});

it('a RunConfig holds such characters in the way of JSON', () => {
  const config = { name: 'a\u2028\u0085\ufeff\u007f"b' } as RunConfig;
  const text = serializeRunConfig(config);
  expect(text).toContain('a\\u2028\\u0085\\ufeff\\u007f\\"b');
  expect(JSON.parse(text)).toEqual(config);
});
