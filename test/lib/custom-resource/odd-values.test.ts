/** Whatever stands in the place of any field is refused where it is, once, or taken; no value ends the program. */
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../contract/shape';
import {
  issuesOfSubject,
  referredTo,
  REFUSED_TYPES,
  subjectsOf,
  toFoundAt,
  withoutRefused,
} from './every-field-documents';
import type { Subject } from './every-field-documents';

const ODD: readonly unknown[] = [5, '', true, null, [], {}, [null], [{ name: 'A B', value: null }]];

type Step = string | number;

function nodesOf(value: unknown, steps: readonly Step[]): (readonly Step[])[] {
  const members: [Step, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(isRecord(value) ? value : {});
  return [steps, ...members.flatMap(([step, member]) => nodesOf(member, [...steps, step]))];
}

function withValue(subject: Subject, steps: readonly Step[], value: unknown): Subject {
  const bodies = structuredClone(subject.bodies);
  const last = steps.at(-1) ?? '';
  const parent = steps
    .slice(0, -1)
    .reduce<unknown>((around, step) => (around as Record<Step, unknown>)[step], bodies);
  (parent as Record<Step, unknown>)[last] = value;
  return { ...subject, bodies };
}

describe.each(['v1alpha1', 'v1beta1'])('%s', (version) => {
  const subjects = subjectsOf(version).filter(({ name }) => !REFUSED_TYPES.test(name));

  it.each(subjects)('in $name', { timeout: 120_000 }, (subject) => {
    const { rest } = withoutRefused(subject);
    const places = rest.bodies.flatMap((body, index) =>
      referredTo(rest).includes(body) ? nodesOf(body['spec'], [index, 'spec']) : [],
    );
    for (const steps of places) {
      for (const value of ODD) {
        const found = issuesOfSubject(withValue(rest, steps, value)).map(toFoundAt);
        const what = `${steps.join('.')}: ${JSON.stringify(value)}`;
        expect(new Set(found.map((place) => JSON.stringify(place))).size, what).toBe(found.length);
        for (const { path } of found) expect(path, what).toMatch(/^(?:spec|metadata|data)(?:[.[]|$)/);
      }
    }
  });
});
