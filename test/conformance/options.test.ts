import { describe, expect, it } from 'vitest';
import { parseOptions } from './options';
import { selectSteps } from './plan';

describe('parseOptions', () => {
  it('takes every option more than once', () => {
    const argv = ['--spec', '2025-06-18', '--spec', '2026-07-28', '--suite', '0.2', '--scenario', 'ping'];
    expect(parseOptions(argv)).toEqual({
      specs: ['2025-06-18', '2026-07-28'],
      suites: ['0.2'],
      scenarios: ['ping'],
    });
  });

  it.each([
    [['--spec', '2024-11-05'], '--spec 2024-11-05: expected one of'],
    [['--suite', '0.3'], '--suite 0.3: expected one of'],
    [['--colour'], "Unknown option '--colour'"],
    [['ping'], "Unexpected argument 'ping'"],
  ])('refuses %j', (argv, message) => {
    expect(() => parseOptions(argv)).toThrow(message);
  });
});

describe('selectSteps', () => {
  it('runs every revision when none is named', () => {
    const steps = selectSteps({ specs: [], suites: [] });
    expect(new Set(steps.map(({ spec }) => spec))).toEqual(
      new Set(['2025-06-18', '2025-11-25', '2026-07-28']),
    );
  });

  it('runs the release the user names', () => {
    const steps = selectSteps({ specs: ['2025-11-25'], suites: ['0.1'] });
    expect(steps.map(({ suite }) => suite.id)).toEqual(['0.1']);
  });
});
