/** What broken-program.mts can break: the reading of a body, the handing over to the remote's side, the sending. */
export const BROKEN = ['read', 'send', 'dispatch'] as const;

export type Broken = (typeof BROKEN)[number];
