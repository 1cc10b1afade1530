/** What takes all of a node is done by one case at a time, of those that run beside one another. */
let before: Promise<unknown> = Promise.resolve();

export function oneAtATime<T>(act: () => Promise<T>): Promise<T> {
  const now = before.then(act, act);
  before = now;
  return now;
}
