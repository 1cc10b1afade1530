import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { inTurn, isAnyoneWaiting, PieceCount } from '../../runtime/src/turns';

function work(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

describe('turns', () => {
  it('nobody comes at once, and one in a turn of the event loop', async () => {
    let turn = 0;
    const came: number[] = [];
    for (let i = 0; i < 3; i++) inTurn('a', 'costly', () => came.push(turn));
    expect(came).toEqual([]);
    for (; came.length < 3; turn++) await nextTurn();
    expect(new Set(came).size).toBe(3);
  });

  it('parties take turns, however many of one wait', async () => {
    const came: string[] = [];
    for (const party of ['a', 'a', 'a', undefined, 'b', 'b'])
      inTurn(party, 'costly', () => came.push(String(party)));
    expect(isAnyoneWaiting('a')).toBe(true);
    await vi.waitFor(() => expect(came).toEqual(['a', 'undefined', 'b', 'a', 'b', 'a']));
    expect(isAnyoneWaiting('a')).toBe(false);
  });

  it('of one party, newcomers and those not looked at yet need not wait for all that are known to be costly', async () => {
    const came: string[] = [];
    for (const repute of ['costly', 'costly', 'costly', 'untried', 'untried', 'newcomer'] as const) {
      inTurn('a', repute, () => came.push(repute));
    }
    await vi.waitFor(() =>
      expect(came).toEqual(['costly', 'untried', 'newcomer', 'costly', 'untried', 'costly']),
    );
  });

  it('others have as much time as the last one took', async () => {
    const beganMs: number[] = [];
    for (let i = 0; i < 3; i++) {
      inTurn('a', 'costly', () => {
        beganMs.push(performance.now());
        work(20);
      });
    }
    await vi.waitFor(() => expect(beganMs).toHaveLength(3));
    const gapsMs = beganMs.slice(1).map((ms, index) => ms - (beganMs[index] as number));
    expect(Math.min(...gapsMs)).toBeGreaterThan(38);
  });

  it('whoever comes after the last one comes too', async () => {
    const came: number[] = [];
    for (let i = 0; i < 3; i++) {
      inTurn('a', 'costly', () => came.push(i));
      await vi.waitFor(() => expect(came.at(-1)).toBe(i));
    }
    expect(came).toEqual([0, 1, 2]);
  });
});

describe('pieces', () => {
  it.each([
    ['1 byte', 1, true],
    ['255 bytes', 255, true],
    ['256 bytes', 256, false],
    ['64 KiB', 65_536, false],
  ])('256 of %s each cost more than others should wait for, or not', (_size, bytes, isCostly) => {
    const count = new PieceCount();
    const piece = Buffer.alloc(bytes);
    const verdicts = Array.from({ length: 512 }, () => count.isCostly(piece));
    expect(verdicts.flatMap((verdict, index) => (verdict ? [index] : []))).toEqual(
      isCostly ? [255, 511] : [],
    );
  });
});
