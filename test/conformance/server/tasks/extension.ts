/** The tasks extension as a client sees it: its name, its methods, and who may use them (SEP-2663). */
import {
  MissingRequiredClientCapabilityError,
  ProtocolError,
  ProtocolErrorCode,
  fromJsonSchema,
} from '@modelcontextprotocol/server';
import type { Server, ServerContext } from '@modelcontextprotocol/server';
import { isRecord } from '../../../../contract/shape';
import { declaredCapabilities } from '../tools/modern-call';
import type { Task, Tasks } from './task';

export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

const TASK_PARAMS = fromJsonSchema<{ taskId: string }>({
  type: 'object',
  properties: { taskId: { type: 'string' } },
  required: ['taskId'],
});

export function supportsTasks(clientCapabilities: Readonly<Record<string, unknown>>): boolean {
  const { extensions } = clientCapabilities;
  return isRecord(extensions) && TASKS_EXTENSION in extensions;
}

export function missingTasks(): MissingRequiredClientCapabilityError {
  const requiredCapabilities = { extensions: { [TASKS_EXTENSION]: {} } };
  return new MissingRequiredClientCapabilityError({ requiredCapabilities });
}

type Request = ServerContext['mcpReq'];

/** Updating and cancelling are acknowledged with an empty result; what they did shows in the next tasks/get. */
export function serveTasks(server: Server, tasks: Tasks): void {
  function serve(method: string, act: (task: Task, request: Request) => object): void {
    server.setRequestHandler(method, { params: TASK_PARAMS }, ({ taskId }, { mcpReq }) => ({
      ...act(findTask(tasks, taskId, mcpReq), mcpReq),
    }));
  }
  serve('tasks/get', (task) => task.detail());
  serve('tasks/update', (task, { inputResponses = {} }) => {
    task.answer(Object.keys(inputResponses));
    return {};
  });
  serve('tasks/cancel', (task) => {
    task.cancel();
    return {};
  });
}

function findTask(tasks: Tasks, id: string, request: Request): Task {
  if (!supportsTasks(declaredCapabilities(request))) throw missingTasks();
  const task = tasks.get(id);
  if (task === undefined) throw new ProtocolError(ProtocolErrorCode.InvalidParams, `There is no task ${id}`);
  return task;
}
