/** Schemas and times the servers of both generations share. */

export const NO_ARGUMENTS = { type: 'object' as const, properties: {} };

export const ECHO_SCHEMA = {
  type: 'object' as const,
  properties: { text: { type: 'string' as const } },
  required: ['text'],
};

export const INTERRUPT_SCHEMA = {
  type: 'object' as const,
  properties: { ms: { type: 'integer' as const } },
  required: ['ms'],
};

export const COLOUR_SCHEMA = {
  type: 'object' as const,
  properties: { colour: { type: 'string' as const } },
  required: ['colour'],
};

/** Time between two reports of progress, long enough for each to leave by itself. */
export const STEP_MS = 100;

/** How long clients are told to wait before they come back to a cut stream. */
export const RETRY_MS = 600;
