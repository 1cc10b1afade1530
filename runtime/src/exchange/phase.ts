/** Where a request is on its way, and how long nothing may move there. */
import type { RunConfigLimits } from '../../../contract/limits';
import type { Kind } from './exchanges';

export type Phase =
  /** It waits for a connection to the remote. */
  | 'connecting'
  /** It is with the remote, which has not answered. */
  | 'sent'
  /** It is about to be sent again: redirected, or with another credential. */
  | 'repeating'
  /** The remote's answer passes through. */
  | 'answering'
  /** The client has all of the answer but has not read it yet. */
  | 'ending'
  /** Nothing more comes of it. */
  | 'over';

/** What the limit depends on beside the phase. */
export interface Circumstances {
  readonly kind: Kind;
  /** The rest of the request body is still to come from the client. */
  readonly awaitsClient: boolean;
  /** The answer is an event stream. */
  readonly isEventStream: boolean;
}

/** How long nothing may move, in milliseconds; 0 is for ever. */
export function quietLimitMs(phase: Phase, circumstances: Circumstances, limits: RunConfigLimits): number {
  const { kind, awaitsClient, isEventStream } = circumstances;
  switch (phase) {
    case 'connecting':
    case 'repeating':
      return limits.connect_timeout_ms;
    case 'sent':
      // Some servers send the head of an event stream only with its first event.
      if (kind === 'stream') return limits.event_stream_idle_timeout_ms;
      // It is the client who is slow; its time is limited on its own side.
      return awaitsClient ? 0 : limits.response_header_timeout_ms;
    case 'answering':
      return isEventStream ? limits.event_stream_idle_timeout_ms : limits.response_idle_timeout_ms;
    default:
      return 0;
  }
}
