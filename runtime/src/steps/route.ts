/** Which path of the remote a request is for. Paths are matched exactly as written, so there is nothing to escape from. */
import type { Proxy } from '../proxy';

export function splitTarget(target: string): { path: string; query: string } {
  const mark = target.indexOf('?');
  return mark < 0
    ? { path: target, query: '' }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

/** Calls back with the remote's path, or undefined when there is nothing behind `path`. */
export function findRoute(
  { target, sse, exchanges }: Proxy,
  method: string,
  path: string,
  query: string,
  found: (remotePath: string | undefined) => void,
): void {
  if (target.endpoints.has(path)) return found(target.path);
  if (sse === undefined || method !== 'POST') return found(undefined);
  // Finding out may take a while, in which the request counts as one in progress.
  const waiting = { abort: () => {} };
  exchanges.add(waiting);
  sse.findMessagePath(path, query, (remotePath) => {
    exchanges.delete(waiting);
    found(remotePath);
  });
}
