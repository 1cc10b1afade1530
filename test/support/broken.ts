/** What broken-program.mts can break for a request: that it is taken, what it asks for, the reading of its body, and its way to the remote. */
export const BROKEN = ['take', 'url', 'read', 'send', 'dispatch'] as const;

/** What it can break of what comes then: another piece of the body, what the remote's side tells, and the clock. */
export const BROKEN_LATER = [
  'push',
  'onStart',
  'onSent',
  'onHead',
  'onData',
  'onEnd',
  'onError',
  'tick',
] as const;

/**
 * What it can break where Node or undici call: the connection to the remote, that of the client, a body of which the latest
 * piece has come, the end of a request.
 */
export const BROKEN_BELOW = [
  'prepare',
  'begin',
  'onFree',
  'onClosed',
  'abort',
  'nextBuffer',
  'ended',
  'released',
  'finish',
  '_read',
  'afterWhatCame',
  'remove',
] as const;

export type Broken = (typeof BROKEN)[number] | (typeof BROKEN_LATER)[number] | (typeof BROKEN_BELOW)[number];

/** A request of this method ends in a record that breaks whoever takes it, and so does what is no request. */
export const UNRECORDED = 'DELETE';
