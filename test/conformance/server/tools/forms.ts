/** What the eliciting tools ask for. */
import type { ElicitRequestFormParams } from '@modelcontextprotocol/sdk/types.js';

export interface Form {
  readonly what: string;
  readonly message: string;
  readonly schema: ElicitRequestFormParams['requestedSchema'];
}

interface Choice {
  const: string;
  title: string;
}

function titled(titles: Readonly<Record<string, string>>): Choice[] {
  return Object.entries(titles).map(([value, title]) => ({ const: value, title }));
}

export const USER_FORM: Form = {
  what: 'a user name and an address',
  message: 'Please introduce yourself',
  schema: {
    type: 'object',
    properties: {
      username: { type: 'string', description: "User's response" },
      email: { type: 'string', description: "User's email address" },
    },
    required: ['username', 'email'],
  },
};

/** One field of each primitive type, with its default (SEP-1034). */
export const DEFAULTS_FORM: Form = {
  what: 'fields with defaults',
  message: 'Please review the form',
  schema: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'User name', default: 'John Doe' },
      age: { type: 'integer', description: 'User age', default: 30 },
      score: { type: 'number', description: 'User score', default: 95.5 },
      status: {
        type: 'string',
        description: 'User status',
        enum: ['active', 'inactive', 'pending'],
        default: 'active',
      },
      verified: { type: 'boolean', description: 'Verification status', default: true },
    },
    required: [],
  },
};

/** Each of the five ways to write an enumeration (SEP-1330). */
export const ENUMS_FORM: Form = {
  what: 'choices',
  message: 'Please choose',
  schema: {
    type: 'object',
    properties: {
      untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
      titledSingle: {
        type: 'string',
        oneOf: titled({ value1: 'First Option', value2: 'Second Option', value3: 'Third Option' }),
      },
      legacyEnum: {
        type: 'string',
        enum: ['opt1', 'opt2', 'opt3'],
        enumNames: ['Option One', 'Option Two', 'Option Three'],
      },
      untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
      titledMulti: {
        type: 'array',
        items: { anyOf: titled({ value1: 'First Choice', value2: 'Second Choice', value3: 'Third Choice' }) },
      },
    },
    required: [],
  },
};
