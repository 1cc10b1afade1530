/** One address may not hold every check there is; a few together may not either. */
import { describe, expect, it } from 'vitest';
import { Checks, MAX_CHECKS } from '../../../runtime/src/auth/checks';

function enterAll(checks: Checks, network: string | undefined): number {
  let held = 0;
  while (checks.enter(network)) held++;
  return held;
}

describe('places for checks', () => {
  it('are left for others by each network', () => {
    const checks = new Checks(false);
    const held = ['a', 'b', 'c', undefined].map((network) => enterAll(checks, network));
    expect(held).toEqual([192, 48, 12, 3]);
  });

  it('are given back', () => {
    const checks = new Checks(false);
    for (let round = 0; round < 3; round++) {
      expect(enterAll(checks, 'a')).toBe(192);
      for (let left = 0; left < 192; left++) checks.leave('a');
    }
    expect(enterAll(checks, 'b')).toBe(192);
  });

  it('are all for the one address of a router', () => {
    expect(enterAll(new Checks(true), 'router')).toBe(MAX_CHECKS);
  });
});
