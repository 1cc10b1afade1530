/**
 * Tools as data, so that one description serves both generations of the SDK. What a tool answers and asks for is laid
 * down by the conformance suite, which finds tools by name.
 */
import type { CallToolResult } from '@modelcontextprotocol/server';

/** What every call offers, whatever the generation. */
export interface ToolCall {
  readonly args: Readonly<Record<string, unknown>>;
  /** Does nothing when the client did not ask for progress. */
  readonly reportProgress: (percent: number) => Promise<void>;
}

/** `Call` is what the tool needs of the generation it runs on, `Result` what that generation lets it answer. */
export interface Tool<Call extends ToolCall = ToolCall, Result = CallToolResult> {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments. */
  readonly inputSchema: InputSchema;
  call(call: Call): Result | Promise<Result>;
}

export interface InputSchema {
  readonly type: 'object';
  readonly [keyword: string]: unknown;
}

export const NO_ARGUMENTS: InputSchema = { type: 'object', properties: {} };

/** The schema of one required string argument. */
export function oneText(name: string): InputSchema {
  return { type: 'object', properties: { [name]: { type: 'string' } }, required: [name] };
}

export function text(content: string): CallToolResult {
  return { content: [{ type: 'text', text: content }] };
}

export function listTools(tools: readonly Pick<Tool, 'name' | 'description' | 'inputSchema'>[]) {
  return {
    tools: tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema })),
  };
}
