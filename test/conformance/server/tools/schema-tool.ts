/** A tool whose schema uses what JSON Schema 2020-12 has and older drafts lack (SEP-1613, SEP-2106). */
import { text } from './tool';
import type { Tool } from './tool';

export const SCHEMA_TOOL: Tool = {
  name: 'json_schema_2020_12_tool',
  description: 'Takes arguments described with JSON Schema 2020-12',
  inputSchema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: {
      address: {
        $anchor: 'addressDef',
        type: 'object',
        properties: { street: { type: 'string' }, city: { type: 'string' } },
      },
    },
    properties: {
      name: { type: 'string' },
      address: { $ref: '#/$defs/address' },
      contactMethod: { type: 'string', enum: ['phone', 'email'] },
      phone: { type: 'string' },
      email: { type: 'string' },
    },
    allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
    if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
    then: { required: ['phone'] },
    else: { required: ['email'] },
    additionalProperties: false,
  },
  call: ({ args }) => text(`Arguments received: ${JSON.stringify(args)}`),
};
