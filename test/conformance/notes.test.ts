import { describe, expect, it } from 'vitest';
import type { Check } from './checks';
import { findLosses } from './checks';
import type { Comparison } from './compare';
import { InjectionAudit, createInjection } from './injection';
import { describeDirectFailures, findProblems } from './notes';
import { selectSteps } from './plan';
import { renderTable } from './table';

const PASSED: Check = { id: 'check', status: 'SUCCESS' };
const FAILED: Check = { id: 'check', status: 'FAILURE', errorMessage: 'expected 202' };

function comparison(scenario: string, direct: Check[], proxied: Check[], bare = 0): Comparison {
  const [step] = selectSteps({ specs: ['2025-11-25'], suites: ['0.1'] });
  if (step === undefined) throw new Error('the plan has no such step');
  const audit = Object.assign(new InjectionAudit(createInjection()), { requests: 10, bare });
  const rows = [{ scenario, direct, proxied, losses: findLosses(scenario, direct, proxied) }];
  return { step, version: '0.1.16', rows, audit };
}

describe('findProblems', () => {
  it.each<[what: string, given: Comparison, problems: string[]]>([
    ['nothing differs', comparison('ping', [PASSED], [PASSED]), []],
    [
      'a check is lost',
      comparison('ping', [PASSED], [FAILED]),
      ['2025-11-25, suite 0.1.16, ping: check: expected 202'],
    ],
    [
      'no check passed directly',
      comparison('ping', [FAILED], [FAILED]),
      ['2025-11-25, suite 0.1.16: no check passed directly, so there is nothing to compare with'],
    ],
    [
      'a header did not arrive',
      comparison('ping', [PASSED], [PASSED], 3),
      ['2025-11-25, suite 0.1.16: 3 of 10 requests reached the server without the injected headers'],
    ],
  ])('when %s', (_what, given, problems) => {
    expect(findProblems([given])).toEqual(problems);
  });
});

describe('describeDirectFailures', () => {
  it('repeats what the suite says', () => {
    const [line] = describeDirectFailures([comparison('ping', [FAILED], [FAILED])]);
    expect(line).toContain('expected 202');
  });

  it('names a flaw of the suite', () => {
    const [line] = describeDirectFailures([comparison('server-sse-polling', [FAILED], [FAILED])]);
    expect(line).toContain('a flaw of the suite');
  });
});

describe('describeDirectFailures on what needs no explanation', () => {
  it.each<[what: string, given: Comparison]>([
    ['a check that passes', comparison('ping', [PASSED], [FAILED])],
    ['a flaw that is gone', comparison('server-sse-polling', [PASSED], [PASSED])],
  ])('is silent about %s', (_what, given) => {
    expect(describeDirectFailures([given])).toEqual([]);
  });
});

describe('renderTable', () => {
  it.each([
    ['ping', [PASSED], [PASSED], /^ping +1\/1 +1\/1$/m],
    ['ping', [PASSED], [FAILED], /^ping +1\/1 +0\/1 !$/m],
    ['ping', [FAILED], [PASSED], /^ping +0\/1 +1\/1 \+$/m],
    ['ping', [], [], /^ping +- +-$/m],
    ['server-sse-polling', [FAILED], [FAILED], /^server-sse-polling +0\/1 +0\/1 \*$/m],
  ])('%s %#', (scenario, direct, proxied, line) => {
    expect(renderTable([comparison(scenario, direct, proxied)])).toMatch(line);
  });
});
