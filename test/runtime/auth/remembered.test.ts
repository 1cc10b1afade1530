import { expect, it } from 'vitest';
import { Remembered } from '../../../runtime/src/auth/remembered';

it('remembers the latest', () => {
  const remembered = new Remembered<number>(100);
  for (let index = 0; index < 1000; index++) remembered.set(`${index}`, index);
  const kept = Array.from({ length: 1000 }, (_, index) => index).filter((index) =>
    remembered.get(`${index}`),
  );
  expect(kept.length).toBeGreaterThanOrEqual(50);
  expect(kept.length).toBeLessThanOrEqual(100);
  expect(kept).toContain(999);
});

it('remembers what is asked for', () => {
  const remembered = new Remembered<string>(100);
  remembered.set('asked', 'value');
  for (let index = 0; index < 1000; index++) {
    remembered.set(`${index}`, 'other');
    expect(remembered.get('asked')).toBe('value');
  }
});
