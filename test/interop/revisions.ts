/** The revisions of MCP that differ on the wire, and what they do not have. */
import type { Transport } from '../../contract/run-config';
import type { Step } from './protocol';

export interface Revision {
  readonly id: string;
  readonly transport: Transport;
  /** Steps there is nothing to take of, and why. */
  readonly missing: Readonly<Partial<Record<Step, string>>>;
}

export const REVISIONS: readonly Revision[] = [
  { id: '2025-11-25', transport: 'streamable-http', missing: {} },
  {
    id: '2026-07-28',
    transport: 'streamable-http',
    missing: {
      resume: '2026-07-28 has no resumption',
      return: '2026-07-28 has no resumption',
      delete: '2026-07-28 has no sessions',
    },
  },
  {
    id: '2024-11-05',
    transport: 'sse',
    missing: {
      resume: 'HTTP+SSE has no resumption',
      return: 'HTTP+SSE has no resumption',
      delete: 'HTTP+SSE ends a session with its connection',
    },
  },
];
