import { describe, expect, it } from 'vitest';
import { findLosses, tally } from './checks';
import type { Check } from './checks';

function checks(...statuses: Check['status'][]): Check[] {
  return statuses.map((status) => ({ id: 'check', status }));
}

describe('tally', () => {
  it('counts verdicts only', () => {
    expect(tally(checks('SUCCESS', 'FAILURE', 'WARNING', 'INFO', 'SKIPPED'))).toEqual({
      passed: 1,
      total: 3,
    });
  });
});

describe('findLosses', () => {
  it.each<[what: string, direct: Check[], proxied: Check[], lost: boolean]>([
    ['passes on both sides', checks('SUCCESS'), checks('SUCCESS'), false],
    ['fails on both sides', checks('FAILURE'), checks('FAILURE'), false],
    ['only warns on both sides', checks('WARNING'), checks('WARNING'), false],
    ['passes through the proxy only', checks('FAILURE'), checks('SUCCESS'), false],
    ['fails through the proxy', checks('SUCCESS'), checks('FAILURE'), true],
    ['warns through the proxy', checks('SUCCESS'), checks('WARNING'), true],
    ['is skipped through the proxy', checks('SUCCESS'), checks('SKIPPED'), true],
    ['is not there through the proxy', checks('SUCCESS'), [], true],
    ['passes less often', checks('SUCCESS', 'SUCCESS'), checks('SUCCESS'), true],
    ['fails once more beside as many passes', checks('SUCCESS'), checks('SUCCESS', 'FAILURE'), true],
    ['fails through the proxy and is not there directly', [], checks('FAILURE'), true],
    ['informs through the proxy only', [], checks('INFO'), false],
  ])('a check that %s', (_what, direct, proxied, lost) => {
    expect(findLosses('ping', direct, proxied)).toHaveLength(lost ? 1 : 0);
  });

  it('tells checks apart by their id', () => {
    const direct: Check[] = [{ id: 'a', status: 'SUCCESS' }];
    const proxied: Check[] = [{ id: 'b', status: 'SUCCESS' }];
    expect(findLosses('ping', direct, proxied).map(({ check }) => check)).toEqual(['a']);
  });

  it('repeats what the suite says', () => {
    const proxied: Check[] = [{ id: 'a', status: 'FAILURE', errorMessage: 'expected 202' }];
    expect(findLosses('ping', [], proxied)).toEqual([{ check: 'a', reason: 'expected 202' }]);
  });

  it('demands of the proxy what the server leaves to it', () => {
    const failing = checks('FAILURE');
    expect(findLosses('dns-rebinding-protection', failing, failing)).toHaveLength(1);
  });
});
