/** Cases of all properties of header and query functions together; FUZZ_RUNS asks for another number. */
const TOTAL = Number(process.env['FUZZ_RUNS'] ?? 100_000);

/** How many cases of them a property gets that deserves `share` of all, from 0 to 1. */
export function runs(share: number): { readonly numRuns: number } {
  return { numRuns: Math.ceil(TOTAL * share) };
}

/** More runs take longer, and every step has a limit of its own. */
export const UNHURRIED = { timeout: 0 } as const;
