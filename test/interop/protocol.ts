/**
 * What the harness and the peers agree on. A peer is one program in any language: a server is started as
 * `server REVISION`, a client as `client URL REVISION HEADERS` (a JSON object of headers to send with every request).
 * Both talk to the harness in JSON lines on standard output; docs/interop.md has it for people.
 */

/** What is looked at, in the order of the table. */
export const STEPS = [
  'initialize',
  'list',
  'call',
  'progress',
  'ask',
  'notify',
  'resume',
  'return',
  'delete',
  'headers',
] as const;

export type Step = (typeof STEPS)[number];

/** What gets cut: the line to the server, or the client's own. Without a proxy in between they are one. */
export type Line = 'server' | 'client';

export type Headers = readonly (readonly [name: string, value: string])[];

/** One request as the server received it. */
export interface SeenRequest {
  readonly method: string;
  readonly headers: Headers;
}

/** Of a client: how a step went. `missing` says why the SDK cannot take it. */
export interface StepMessage {
  readonly step: Step;
  readonly ok?: boolean;
  readonly detail?: string;
  readonly missing?: string;
}

/** Of a server, once it listens: where. */
export interface Listening {
  readonly port: number;
  readonly path: string;
}

export type PeerMessage =
  | StepMessage
  /** Of a client, in the middle of a call: cut every connection on this line now. */
  | { readonly cut: Line }
  | Listening
  /** The SDK has no server, or no client, for this revision, and why. */
  | { readonly unsupported: string }
  | { readonly request: SeenRequest };
