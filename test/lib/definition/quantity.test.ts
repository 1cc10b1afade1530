/** The right column is what a Kubernetes API server (1.34) stores for the left one, or another spelling it keeps. */
import { describe, expect, it } from 'vitest';
import { parseQuantity, renderQuantity } from '../../../lib/definition/quantity';
import { createProxy, deploymentSpecOf, REMOTE_URL } from '../support';

describe('renderQuantity', () => {
  it.each([
    ['0.5', '500m'],
    ['500m', '500m'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['100000m', '100'],
    ['0.0005', '1m'],
    ['100u', '1m'],
    ['1n', '1m'],
    ['1', '1'],
    ['1.0', '1'],
    ['.5', '500m'],
    ['5.', '5'],
    ['+2', '2'],
    ['0', '0'],
    ['0Mi', '0'],
    ['0e3', '0'],
    ['1000', '1k'],
    ['1024', '1024'],
    ['1000000', '1M'],
    ['128974848', '128974848'],
    ['129e6', '129e6'],
    ['129M', '129M'],
    ['1k', '1k'],
    ['1Ki', '1Ki'],
    ['1023Ki', '1023Ki'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.25Mi', '256Ki'],
    ['0.5Ki', '512'],
    ['3Ei', '3Ei'],
    ['1e3', '1e3'],
    ['1.5e3', '1500'],
    ['12e1', '120'],
    ['1e-3', '1e-3'],
    ['1e-1', '100e-3'],
  ])('%s is %s', (text, canonical) => {
    const quantity = parseQuantity(text);
    expect(quantity && renderQuantity(quantity)).toBe(canonical);
  });

  it.each([
    '',
    ' ',
    '1 ',
    '-1',
    '1.2.3',
    '.',
    '1K',
    '1mi',
    '1MB',
    '1i',
    '1e',
    '1e100',
    '8Ei',
    '1Mi5',
    '٣',
    'NaN',
  ])('refuses %j', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });
});

describe('defaults', () => {
  it.each([
    ['nothing', {}, { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } }],
    [
      'a large request',
      { requests: { memory: '1Gi' } },
      { requests: { cpu: '50m', memory: '1Gi' }, limits: { memory: '1Gi' } },
    ],
    [
      'a small request',
      { requests: { memory: '1Mi' } },
      { requests: { cpu: '50m', memory: '1Mi' }, limits: { memory: '256Mi' } },
    ],
    [
      'small limits',
      { limits: { cpu: '0.01', memory: '32Mi' } },
      { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '10m', memory: '32Mi' } },
    ],
    [
      'everything',
      { requests: { cpu: '1', memory: '0.5Gi' }, limits: { cpu: '2', memory: '1024Mi' } },
      { requests: { cpu: '1', memory: '512Mi' }, limits: { cpu: '2', memory: '1Gi' } },
    ],
  ])('give way to %s', (_title, resources, expected) => {
    const { containers } = deploymentSpecOf(createProxy({ remoteUrl: REMOTE_URL, resources }).chart).template
      .spec;
    expect(containers[0]['resources']).toEqual(expected);
  });
});
