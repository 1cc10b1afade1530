/** Every field, by itself: it is refused where it stands, or something becomes of it. None is dropped. */
import { describe, expect, it } from 'vitest';
import { fieldPath, indexPath, keyPath } from '../../../contract/issue';
import { isRecord } from '../../../contract/shape';
import {
  issuesOfSubject,
  objectsOfSubject,
  referredTo,
  REFUSED_TYPES,
  subjectsOf,
  toFoundAt,
  without,
  withoutRefused,
} from './every-field-documents';
import type { FoundAt, Subject } from './every-field-documents';

/** Every field that holds no others. */
function leavesOf(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => leavesOf(item, indexPath(path, index)));
  if (!isRecord(value)) return [path];
  return Object.entries(value).flatMap(([name, member]) =>
    leavesOf(member, /^\w+$/.test(name) ? fieldPath(path, name) : keyPath(path, name)),
  );
}

function fieldsOf(subject: Subject): FoundAt[] {
  return referredTo(subject).flatMap(({ kind, metadata: { name }, spec }) =>
    leavesOf(spec, 'spec').map((path) => ({ kind, name, path })),
  );
}

/** Nobody reads it, or an API server writes the value itself. */
const WITHOUT_EFFECT = [
  'issuer-in-a-config-map spec.oidcConfig.configMap.key',
  'tokens-of-the-cluster spec.oidcConfig.type',
];

describe.each(['v1alpha1', 'v1beta1'])('%s', (version) => {
  const subjects = subjectsOf(version);
  const taken = subjects.filter(({ name }) => !REFUSED_TYPES.test(name));
  const others = subjects.filter(({ name }) => REFUSED_TYPES.test(name));

  it('has one of which much is refused, and kinds of authentication that are', () => {
    expect(withoutRefused(subjects[0] as Subject).refused.length).toBeGreaterThan(10);
    expect(others).toHaveLength(version === 'v1beta1' ? 6 : 0);
  });

  it.each(taken)('$name: what is refused is refused by itself too', (subject) => {
    const { rest, refused } = withoutRefused(subject);
    expect(issuesOfSubject(rest)).toEqual([]);
    for (const field of refused) {
      const alone = refused.filter((other) => other !== field).reduce(without, subject);
      expect(issuesOfSubject(alone).map(toFoundAt)).toEqual([field]);
    }
  });

  it.each(taken)('$name: of each of the others something becomes', (subject) => {
    const { rest } = withoutRefused(subject);
    const objects = JSON.stringify(objectsOfSubject(rest));
    const hasNoEffect = (field: FoundAt) => {
      const changed = without(rest, field);
      const issues = issuesOfSubject(changed);
      // What is missing is told once, where it belongs, and nothing that follows from it.
      expect(issues.length, JSON.stringify(issues)).toBeLessThan(2);
      return issues.length === 0 && JSON.stringify(objectsOfSubject(changed)) === objects;
    };
    const unread = fieldsOf(rest).filter(hasNoEffect);
    const known = WITHOUT_EFFECT.filter((entry) => entry.startsWith(`${subject.name} `));
    expect(unread.map(({ path }) => `${subject.name} ${path}`)).toEqual(known);
  });

  it.runIf(others.length > 0).each(others)('$name is refused for its type', (subject) => {
    const places = issuesOfSubject(subject).map(toFoundAt);
    const ofIt = places.filter(({ kind }) => kind === 'MCPExternalAuthConfig');
    expect(ofIt.map(({ path }) => path)).toEqual(['spec.type']);
  });
});
