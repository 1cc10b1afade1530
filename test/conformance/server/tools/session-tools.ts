/** Tools that need a session: they log, and ask the client by requests of the server (until 2025-11-25). */
import { setTimeout as delay } from 'node:timers/promises';
import type { CreateMessageResult, ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { DEFAULTS_FORM, ENUMS_FORM, USER_FORM } from './forms';
import type { Form } from './forms';
import { STEP_MS } from './progress-tool';
import { NO_ARGUMENTS, oneText, text } from './tool';
import type { InputSchema, Tool, ToolCall } from './tool';

export interface SessionCall extends ToolCall {
  readonly log: (message: string) => Promise<void>;
  readonly sample: (prompt: string) => Promise<CreateMessageResult>;
  readonly elicit: (form: Form) => Promise<ElicitResult>;
  /** Ends the event stream of this call without ending the call. */
  readonly closeStream: () => void;
}

/** Time for the client to come back with Last-Event-ID before the answer is there. */
const AWAY_MS = 100;

function eliciting(name: string, form: Form, inputSchema: InputSchema = NO_ARGUMENTS): Tool<SessionCall> {
  return {
    name,
    description: `Asks for ${form.what}`,
    inputSchema,
    async call({ elicit }) {
      const { action, content = {} } = await elicit(form);
      return text(`Elicitation completed: action=${action}, content=${JSON.stringify(content)}`);
    },
  };
}

export const SESSION_TOOLS: readonly Tool<SessionCall>[] = [
  {
    name: 'test_tool_with_logging',
    description: 'Sends three log messages before it answers',
    inputSchema: NO_ARGUMENTS,
    async call({ log }) {
      await log('Tool execution started');
      await delay(STEP_MS);
      await log('Tool processing data');
      await delay(STEP_MS);
      await log('Tool execution completed');
      return text('Log messages sent');
    },
  },
  {
    name: 'test_sampling',
    description: 'Has the client sample its model',
    inputSchema: oneText('prompt'),
    async call({ args, sample }) {
      const { content } = await sample(String(args['prompt']));
      return text(`LLM response: ${JSON.stringify(content)}`);
    },
  },
  eliciting('test_elicitation', USER_FORM, oneText('message')),
  eliciting('test_elicitation_sep1034_defaults', DEFAULTS_FORM),
  eliciting('test_elicitation_sep1330_enums', ENUMS_FORM),
  {
    name: 'test_reconnection',
    description: 'Closes its stream before it answers (SEP-1699)',
    inputSchema: NO_ARGUMENTS,
    async call({ closeStream }) {
      closeStream();
      await delay(AWAY_MS);
      return text('Answered after the stream was closed');
    },
  },
];
