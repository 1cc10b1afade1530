/** Tools that go on as tasks when the client supports that (SEP-2663). */
import { setTimeout as delay } from 'node:timers/promises';
import { inputRequired } from '@modelcontextprotocol/server';
import { NAME_QUESTION, acceptedName, askFor } from '../tools/input-tools';
import type { ModernCall, ModernTool } from '../tools/modern-call';
import { NO_ARGUMENTS, oneText, text } from '../tools/tool';
import { missingTasks, supportsTasks } from './extension';
import { Task } from './task';
import type { Job } from './task';

const FAILURE_AFTER_MS = 1000;

function start({ clientCapabilities, tasks }: ModernCall, job: Job) {
  if (!supportsTasks(clientCapabilities)) throw missingTasks();
  const task = new Task(job);
  tasks.set(task.id, task);
  return { ...task.summary(), resultType: 'task', content: [] };
}

function computeSlowly(seconds: number): Job {
  return async ({ signal }) => {
    await delay(seconds * 1000, undefined, { signal });
    return text(`Computed for ${seconds} s`);
  };
}

/** A client without tasks waits for the answer. */
function compute(call: ModernCall) {
  const job = computeSlowly(Number(call.args['seconds']));
  if (supportsTasks(call.clientCapabilities)) return start(call, job);
  return job({ signal: call.request.signal, ask: () => Promise.reject(missingTasks()) });
}

const failAsTool: Job = async () => {
  await delay(FAILURE_AFTER_MS);
  return { ...text('The job failed'), isError: true };
};

const failAsProtocol: Job = () => Promise.reject(new Error('The server could not do the job'));

const confirmDelete: Job = async ({ ask }) => {
  await ask({ confirm: askFor('confirm', 'Delete it?', { type: 'boolean' }) });
  return text('Deleted');
};

const askTwice: Job = async ({ ask }) => {
  await ask({ first: askFor('name', 'First name?'), second: askFor('name', 'Second name?') });
  return text('Thank you');
};

/** Asks before there is a task, then goes on as one. */
function askThenStart(call: ModernCall) {
  const name = acceptedName(call);
  if (name === undefined) return inputRequired({ inputRequests: NAME_QUESTION });
  return start(call, () => Promise.resolve(text(`Hello, ${name}!`)));
}

function starting(name: string, description: string, job: Job, inputSchema = NO_ARGUMENTS): ModernTool {
  return { name, description, inputSchema, call: (call) => start(call, job) };
}

export const TASK_TOOLS: readonly ModernTool[] = [
  {
    name: 'greet',
    description: 'Answers at once',
    inputSchema: oneText('name'),
    call: ({ args }) => text(`Hello, ${String(args['name'])}!`),
  },
  {
    name: 'slow_compute',
    description: 'Takes as long as it is told to',
    inputSchema: {
      type: 'object',
      properties: { seconds: { type: 'number' }, label: { type: 'string' } },
      required: ['seconds'],
    },
    call: compute,
  },
  starting('failing_job', 'Fails as a tool does', failAsTool),
  starting('protocol_error_job', 'Fails as a server does', failAsProtocol),
  starting('confirm_delete', 'Asks before it deletes', confirmDelete, oneText('filename')),
  starting('multi_input', 'Asks two things at once', askTwice),
  {
    name: 'test_tool_with_task',
    description: 'Asks for a name, then goes on as a task',
    inputSchema: NO_ARGUMENTS,
    call: askThenStart,
  },
];
