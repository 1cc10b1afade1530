import { describe, expect, it } from 'vitest';
import type { Row } from './matrix';
import { allSteps, fails, notApplicable, OK } from './outcome';
import type { Outcomes } from './outcome';
import { REVISIONS } from './revisions';
import type { Revision } from './revisions';
import { countCells, describeFailures, isLoss, renderTable } from './table';

const everything = allSteps(OK);

function row(direct: Outcomes, proxied: Outcomes): Row {
  return { client: 'go', server: 'python', revision: REVISIONS[0] as Revision, direct, proxied };
}

describe('the table of npm run interop', () => {
  it.each([
    ['works on both sides', OK, OK, false],
    ['is lost through the proxy', OK, fails('gone'), true],
    ['is claimed to be missing through the proxy only', OK, notApplicable('no idea'), true],
    ['fails on both sides', fails('gone'), fails('gone'), false],
    ['works through the proxy only', fails('gone'), OK, false],
  ])('tells whether a step that %s is a loss', (_what, direct, proxied, expected) => {
    const lost = row({ ...everything, call: direct }, { ...everything, call: proxied });
    expect(isLoss(lost, 'call')).toBe(expected);
    expect(countCells([lost]).losses).toBe(expected ? 1 : 0);
  });

  it('shows direct beside proxied, and the reason of what there is not', () => {
    const direct = { ...everything, resume: notApplicable('no resumption') };
    const rendered = renderTable([row(direct, { ...direct, call: fails('gone') })]).split('\n');
    expect(rendered[0]).toMatch(/^revision +client +server +initialize +list +call/);
    expect(rendered[1]).toMatch(/^2025-11-25 +go +python +ok ok +ok ok +ok fails +.* n\/a 1 +/);
    expect(rendered).toContain('n/a 1  no resumption');
  });

  it('writes the one reason of a whole row once', () => {
    const nothing = allSteps(notApplicable('no server'));
    expect(renderTable([row(nothing, nothing)]).split('\n')[1]).toMatch(/python +n\/a 1$/);
  });

  it('names what failed alike in one line', () => {
    const direct = { ...everything, list: fails('not reached'), call: fails('not reached') };
    expect(describeFailures([row(direct, everything)])).toEqual([
      '2025-11-25, go to python, direct, list call: not reached',
    ]);
  });
});
