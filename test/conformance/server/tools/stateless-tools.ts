/** Tools for what else is new in 2026-07-28: mirrored headers, subscriptions, logging on demand. */
import type { ModernTool } from './modern-call';
import { NO_ARGUMENTS, text } from './tool';

export const STATELESS_TOOLS: readonly ModernTool[] = [
  {
    name: 'test_custom_header',
    description: 'Takes an argument that clients mirror into Mcp-Param-Region (SEP-2243)',
    inputSchema: {
      type: 'object',
      properties: { region: { type: 'string', 'x-mcp-header': 'Region' } },
      required: ['region'],
    },
    call: ({ args }) => text(`Region: ${String(args['region'])}`),
  },
  {
    name: 'test_logging_tool',
    description: 'Logs when the request asks for it (SEP-2575)',
    inputSchema: NO_ARGUMENTS,
    async call({ request }) {
      await request.log('info', 'Tool execution started');
      return text('Logged');
    },
  },
  {
    name: 'test_trigger_tool_change',
    description: 'Tells subscribers that the tools changed',
    inputSchema: NO_ARGUMENTS,
    call({ notifier }) {
      notifier.toolsChanged();
      return text('Subscribers told');
    },
  },
  {
    name: 'test_trigger_prompt_change',
    description: 'Tells subscribers that the prompts changed',
    inputSchema: NO_ARGUMENTS,
    call({ notifier }) {
      notifier.promptsChanged();
      return text('Subscribers told');
    },
  },
];
