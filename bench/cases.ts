/** What is asked for when a request is measured. */
export interface Case {
  readonly path: string;
  readonly bodyBytes: number;
  /** How many make a round. */
  readonly requests: number;
}

export const CASES: Readonly<Record<string, Case>> = {
  call: { path: '/mcp', bodyBytes: 150, requests: 4_000 },
  upload: { path: '/mcp', bodyBytes: 60_000, requests: 1_000 },
  download: { path: `/mcp?answer=${1024 * 1024}`, bodyBytes: 150, requests: 200 },
};

/** Rounds before the first that counts: until then V8 has not compiled what it runs. */
export const WARM_UP_ROUNDS = 3;
