/**
 * One network may hold so many places for each that is free: alone it gets three quarters of all, and whoever comes
 * after it three quarters of the rest, so that a few greedy ones together leave something for others too.
 */
const HELD_PER_FREE = 3;

/** Whether there is one more place for a network. What it holds is counted only when places are scarce. */
export function isPlaceFor(limit: number, taken: number, countHeld: () => number): boolean {
  if (taken >= limit) return false;
  const share = HELD_PER_FREE * (limit - taken);
  return taken < share || countHeld() < share;
}
