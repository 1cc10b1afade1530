/** Literals mean what they were made of, and Prettier has nothing to change about them. */
import { runInThisContext } from 'node:vm';
import fc from 'fast-check';
import { format } from 'prettier';
import { expect, it } from 'vitest';
import { renderValue } from '../../../cli/convert/typescript-value';

function objectsOf(text: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const key = fc.oneof(fc.stringMatching(/^[A-Za-z-]{1,30}$/), text, fc.constant('__proto__'));
  return fc.letrec((tie) => ({
    object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    list: fc.oneof(fc.array(text, { maxLength: 6 }), fc.array(tie('object'), { maxLength: 3 })),
    value: fc.oneof({ maxDepth: 4 }, text, fc.boolean(), fc.nat(), tie('object'), tie('list')),
  })).object;
}

it('is a literal of the same value', () => {
  fc.assert(
    fc.property(objectsOf(fc.string({ unit: 'binary', maxLength: 100 })), (value) => {
      const copy: unknown = runInThisContext(`(${renderValue(value)})`);
      expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
    }),
  );
});

// Of ASCII: Prettier counts columns, and some characters take two.
it('is formatted', async () => {
  await fc.assert(
    fc.asyncProperty(objectsOf(fc.string({ maxLength: 100 })), async (value) => {
      const source = `const value = ${renderValue(value)};\n`;
      expect(await format(source, { parser: 'typescript', singleQuote: true })).toBe(source);
    }),
  );
});
