import { Duration } from 'cdk8s';
import { expect, it } from 'vitest';
import { toPlainValue } from '../../../lib/accept/plain-value';

class Base {
  public readonly own = 1;
  public get inherited(): number {
    return this.own + 1;
  }
  public get overridden(): string[] {
    return ['base'];
  }
  public method(): void {}
}

class Derived extends Base {
  public override get overridden(): string[] {
    return [...super.overridden, 'derived'];
  }
}

it.each<[string, unknown, unknown]>([
  ['a hole', [, 'a'], [undefined, 'a']],
  ['an object', { b: 1, a: [] }, { b: 1, a: [] }],
  ['an object without prototype', Object.assign(Object.create(null) as object, { a: 1 }), { a: 1 }],
  ['a class', new Derived(), { own: 1, inherited: 2, overridden: ['base', 'derived'] }],
  ['defaults', Object.assign(Object.create({ a: 1, b: 1 }) as object, { b: 2 }), { a: 1, b: 2 }],
  ['a header named __proto__', JSON.parse('{"__proto__":"v"}'), JSON.parse('{"__proto__":"v"}')],
])('%s', (_what, value, plain) => {
  expect(toPlainValue(value)).toStrictEqual(plain);
});

it.each([undefined, null, 'text', 7, new Map(), Duration.seconds(1)])('leaves %o as it is', (value) => {
  expect(toPlainValue(value)).toBe(value);
});
