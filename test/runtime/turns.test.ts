import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hasCostMuch, inTurn as addInTurn, PieceCount } from '../../runtime/src/turns';
import type { Kind } from '../../runtime/src/turns';

let crashes: unknown[] = [];

function inTurn(kind: Kind, party: string | undefined, goOn: () => void, costsMuch?: () => boolean): void {
  const onCrash = (error: unknown): void => void crashes.push(error);
  addInTurn(kind, party, { goOn, onCrash, ...(costsMuch && { costsMuch }) });
}

afterEach(() => {
  expect(crashes).toEqual([]);
  crashes = [];
});

function work(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

describe('turns', () => {
  it('nobody comes at once, and one in a turn of the event loop', async () => {
    let turn = 0;
    const came: number[] = [];
    for (let i = 0; i < 3; i++) inTurn('costly', 'a', () => came.push(turn));
    expect(came).toEqual([]);
    for (; came.length < 3; turn++) await nextTurn();
    expect(new Set(came).size).toBe(3);
  });

  it('parties take turns, however many of one wait', async () => {
    const came: string[] = [];
    for (const party of ['a', 'a', 'a', undefined, 'b', 'b'])
      inTurn('costly', party, () => came.push(String(party)));
    await vi.waitFor(() => expect(came).toEqual(['a', 'undefined', 'b', 'a', 'b', 'a']));
  });

  it.each(['goOn', 'costsMuch'] as const)(
    'what %s throws is told, and nobody else waits for it',
    async (what) => {
      const came: string[] = [];
      const bug = new Error('a bug');
      const fail = (): never => {
        throw bug;
      };
      for (const party of ['a', 'b', 'c']) {
        if (party === 'b') inTurn('costly', party, what === 'goOn' ? fail : () => {}, fail);
        else inTurn('costly', party, () => came.push(party));
      }
      await vi.waitFor(() => expect(came).toEqual(['a', 'c']));
      expect(crashes.splice(0)).toContain(bug);
    },
  );

  it('what costs little does not wait for what costs much', async () => {
    const came: string[] = [];
    for (let i = 0; i < 3; i++) {
      inTurn('costly', 'a', () => {
        came.push('costly');
        work(20);
      });
    }
    inTurn('connecting', 'a', () => came.push('connecting'));
    inTurn('newcomer', 'a', () => came.push('newcomer'));
    await vi.waitFor(() => expect(came).toHaveLength(5));
    expect(came.slice(0, 3).sort()).toEqual(['connecting', 'costly', 'newcomer']);
  });

  it('of newcomers the latest and the earliest come by turns', async () => {
    const came: number[] = [];
    for (let i = 1; i <= 6; i++) inTurn('newcomer', 'a', () => came.push(i));
    await vi.waitFor(() => expect(came).toEqual([6, 1, 5, 2, 4, 3]));
  });

  it.each([
    [true, 38],
    [false, 18],
  ])('others have as much time as one took that cost much: %s', async (costsMuch, gapMs) => {
    const beganMs: number[] = [];
    const goOn = (): void => {
      beganMs.push(performance.now());
      work(20);
    };
    for (let i = 0; i < 3; i++) inTurn('costly', 'a', goOn, () => costsMuch);
    await vi.waitFor(() => expect(beganMs).toHaveLength(3));
    const gapsMs = beganMs.slice(1).map((ms, index) => ms - (beganMs[index] as number));
    expect(Math.min(...gapsMs)).toBeGreaterThan(gapMs);
  });

  it('whoever comes after the last one comes too', async () => {
    const came: number[] = [];
    for (let i = 0; i < 3; i++) {
      inTurn('costly', 'a', () => came.push(i));
      await vi.waitFor(() => expect(came.at(-1)).toBe(i));
    }
    expect(came).toEqual([0, 1, 2]);
  });
});

describe('who has cost much', () => {
  it('is remembered for a minute', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    expect(hasCostMuch('remembered')).toBe(false);
    inTurn('connecting', 'remembered', () => {});
    expect(hasCostMuch('remembered')).toBe(false);
    inTurn('costly', 'remembered', () => {});
    expect(hasCostMuch('remembered')).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(hasCostMuch('remembered')).toBe(false);
    vi.useRealTimers();
  });

  it('is forgotten for others who have since', () => {
    inTurn('costly', 'first', () => {});
    for (let i = 0; i < 1024; i++) inTurn('costly', `another ${i}`, () => {});
    expect([hasCostMuch('first'), hasCostMuch('another 0')]).toEqual([false, true]);
  });
});

describe('pieces', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

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

  it('small ones count among larger ones', () => {
    const count = new PieceCount();
    const verdicts = Array.from({ length: 512 }, (_, i) =>
      count.isCostly(Buffer.alloc(i % 2 === 0 ? 1 : 4096)),
    );
    expect(verdicts.indexOf(true)).toBe(510);
  });

  it('as many in a longer time are no more work than anything else', () => {
    const count = new PieceCount();
    const piece = Buffer.alloc(1);
    for (let i = 0; i < 255; i++) expect(count.isCostly(piece)).toBe(false);
    vi.advanceTimersByTime(10);
    expect(count.isCostly(piece)).toBe(false);
  });
});
