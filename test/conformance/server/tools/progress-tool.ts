import { setTimeout as delay } from 'node:timers/promises';
import { NO_ARGUMENTS, text } from './tool';
import type { Tool } from './tool';

/** Long enough for a notification to leave by itself instead of in one write with the next. */
export const STEP_MS = 50;

export const PROGRESS_TOOL: Tool = {
  name: 'test_tool_with_progress',
  description: 'Reports progress three times before it answers',
  inputSchema: NO_ARGUMENTS,
  async call({ reportProgress }) {
    await reportProgress(0);
    await delay(STEP_MS);
    await reportProgress(50);
    await delay(STEP_MS);
    await reportProgress(100);
    return text('Progress reported');
  },
};
