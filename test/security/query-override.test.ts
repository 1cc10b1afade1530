/**
 * The remote's URL carries a parameter the client must not set: a tenant or key. The attacker wants the remote to
 * see another value for it, written so that the proxy does not notice.
 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRig } from '../support/rig';
import type { Rig } from '../support/rig';
import { WAYS } from '../support/ways';

let rig: Rig;

const OWN = '/mcp?tenant=ours&api+key=k%20y&flag';

async function forwardedTarget(query: string): Promise<string> {
  await (await rig.send(`GET /mcp${query} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).answer();
  expect(rig.upstream.requests).toHaveLength(1);
  return rig.upstream.requests[0]?.startLine.split(' ')[1] ?? '';
}

describe.each(WAYS)('$name', (way) => {
  beforeAll(async () => {
    rig = await createRig({
      way,
      bystander: { calls: true },
      remotePath: '/mcp?tenant=ours&api+key=k%20y&flag',
    });
  });
  afterEach(() => rig.settle());
  afterAll(() => rig.close());

  describe('set again, is dropped', () => {
    it.each([
      '?tenant=mine',
      '?tenant',
      '?tenant=',
      '?tenant=ours',
      '?&&tenant=mine&&',
      '?%74enant=mine',
      '?%74%65%6e%61%6e%74=mine',
      '?%74%65%6E%61%6E%74=mine',
      '?tenant%3Dmine=mine&tenant=mine',
      '?api+key=mine',
      '?api%20key=mine',
      '?api%2520key=1&api%20key=mine',
      '?flag=mine',
      '?a;tenant=mine',
      '?tenant=mine;a=b',
      '?a=b;%74enant=mine',
    ])('%s', async (query) => {
      const target = await forwardedTarget(query);
      expect(target.startsWith(OWN)).toBe(true);
      const added = new URLSearchParams(target.slice(OWN.length).replaceAll(';', '&'));
      expect([...added.keys()].filter((name) => ['tenant', 'api key', 'flag'].includes(name))).toEqual([]);
    });
  });

  // Frameworks read these as the parameter `tenant` too: brackets PHP, qs and Rails, space PHP, any case ASP.NET.
  describe('set again in brackets, odd space or case, is dropped', () => {
    it.each([
      '?tenant[]=mine',
      '?tenant[0]=mine',
      '?tenant%5B%5D=mine',
      '?tenant[a]=mine',
      '?+tenant=mine',
      '?%20tenant=mine',
      '?tenant%00=mine',
      '?tenant%00x=mine',
      '?Tenant=mine',
      '?TENANT=mine',
      '?%74enant[%zz]=mine',
      '?%74enant[%ff]=mine',
      '?%74enant%5b%e0%a4=mine',
    ])('%s', async (query) => {
      expect(await forwardedTarget(query)).toBe(OWN);
    });
  });

  describe('the client’s own parameters follow, as they were written', () => {
    it.each([
      ['?a=b', '&a=b'],
      ['?a=b&a=c', '&a=b&a=c'],
      ['?a=%2F%2f%zz', '&a=%2F%2f%zz'],
      ['?tenants=1&tenan=2', '&tenants=1&tenan=2'],
      ['?a=tenant', '&a=tenant'],
      ['?a?tenant=b', '&a?tenant=b'],
      ['??tenant=b', '&?tenant=b'],
      ['?', ''],
      ['?&', ''],
    ])('%s', async (query, added) => {
      expect(await forwardedTarget(query)).toBe(OWN + added);
    });
  });

  // The remote's query may be a credential.
  it('never appears in the log', async () => {
    await forwardedTarget('?a=b');
    expect(rig.proxy.output).not.toContain('tenant=ours');
    expect(rig.proxy.output).not.toContain('k%20y');
  });
});
