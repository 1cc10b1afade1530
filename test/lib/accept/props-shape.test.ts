/** The compiler holds the shapes and the interfaces users write together; `npm run typecheck` checks what is expected here. */
import { Duration } from 'cdk8s';
import { expect, it } from 'vitest';
import { flag, number, text } from '../../../contract/shape';
import type { Issue } from '../../../contract/issue';
import type { Shape } from '../../../contract/shape';
import { duration, size } from '../../../lib/accept/amount-shapes';
import { list, object, required, requiredByValidator } from '../../../lib/accept/object-shape';

interface Part {
  readonly name: string;
  readonly enabled?: boolean;
  readonly wait?: Duration;
  readonly items?: string[];
}

const part = object<Part>({ name: required(text), enabled: flag, wait: duration, items: list(text) });

function refusalsOf(shape: Shape, value: unknown): string[] {
  const issues: Issue[] = [];
  shape(value, 'part', issues);
  return issues.map(({ code, path }) => `${code} ${path}`);
}

it('checks every field', () => {
  expect(refusalsOf(part, { name: 'a', enabled: true, wait: Duration.seconds(1), items: ['a'] })).toEqual([]);
  expect(refusalsOf(part, { enabled: 'true', wait: 1, items: [1], other: 1 })).toEqual([
    'ERR_FIELD_TYPE part.enabled',
    'ERR_FIELD_TYPE part.wait',
    'ERR_FIELD_TYPE part.items[0]',
    'ERR_FIELD_UNKNOWN part.other',
    'ERR_FIELD_MISSING part.name',
  ]);
});

it('leaves the absence of a field to a validator that has a better remedy', () => {
  const lenient = object<Pick<Part, 'name'>>({ name: requiredByValidator(text) });
  expect(refusalsOf(lenient, {})).toEqual([]);
  expect(refusalsOf(lenient, { name: 1 })).toEqual(['ERR_FIELD_TYPE part.name']);
});

it('does not compile without one of the fields, nor with the shape of another type', () => {
  const shapes = [
    // @ts-expect-error items is left out.
    object<Part>({ name: required(text), enabled: flag, wait: duration }),
    // @ts-expect-error There is no field of this name.
    object<Part>({ name: required(text), enabled: flag, wait: duration, items: list(text), other: text }),
    // @ts-expect-error The name must be there.
    object<Part>({ name: text, enabled: flag, wait: duration, items: list(text) }),
    // @ts-expect-error A flag may be missing.
    object<Part>({ name: required(text), enabled: required(flag), wait: duration, items: list(text) }),
    // @ts-expect-error A flag is no text.
    object<Part>({ name: required(text), enabled: text, wait: duration, items: list(text) }),
    // @ts-expect-error A time is no size.
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- This is the mistake.
    object<Part>({ name: required(text), enabled: flag, wait: size, items: list(text) }),
    // @ts-expect-error The items are no numbers.
    object<Part>({ name: required(text), enabled: flag, wait: duration, items: list(number) }),
  ];
  expect(shapes.map((shape) => refusalsOf(shape, 'text'))).toEqual(shapes.map(() => ['ERR_FIELD_TYPE part']));
});
