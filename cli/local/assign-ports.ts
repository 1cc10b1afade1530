/** Which port each of several proxies listens on; 0 is any free one. */
export function assignPorts(wanted: readonly (number | undefined)[], first: number | undefined): number[] {
  const taken = new Set<number>();
  return wanted.map((own = 0) => {
    let port = first ?? own;
    while (port !== 0 && taken.has(port)) port += 1;
    taken.add(port);
    return port;
  });
}
