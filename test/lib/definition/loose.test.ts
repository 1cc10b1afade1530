/** What the compiler holds; `npm run typecheck` checks what is expected here. */
import { expect, it } from 'vitest';
import { everythingIsRead } from '../../../lib/definition/loose';
import type { Loose } from '../../../lib/definition/loose';

interface Props {
  readonly name: string;
  readonly guard?: boolean;
}

it('a property that nothing reads does not compile', () => {
  const { name, guard, ...leftOver }: Loose<Props> = { name: 'a', guard: true };
  everythingIsRead(leftOver);
  const { name: sameName, ...unread }: Loose<Props> = { name, guard };
  // @ts-expect-error The guard is left over.
  everythingIsRead(unread);
  expect([sameName, unread]).toEqual(['a', { guard: true }]);
});
