/** One client taking its steps against one URL. */
import { allSteps, fails, notApplicable, OK } from './outcome';
import type { Outcome, Outcomes } from './outcome';
import { startPeer } from './peer-process';
import type { Headers, Line, PeerMessage, Step, StepMessage } from './protocol';
import type { Revision } from './revisions';
import type { Command } from './sdks/sdk';

/** Every step of a client has a time-out of its own; this one is for a client that hangs between them. */
const RUN_TIMEOUT_MS = 60_000;

export interface ClientTask {
  readonly url: string;
  readonly revision: Revision;
  /** What the client sends with every request. */
  readonly headers: Headers;
  /** The client asks for a line to be cut. */
  readonly cut: (line: Line) => void;
}

export async function runClient(command: Command, task: ClientTask): Promise<Outcomes> {
  const reported: Partial<Record<Step, Outcome>> = {};
  let unsupported: string | undefined;
  const hear = (message: PeerMessage) => {
    if ('cut' in message) task.cut(message.cut);
    else if ('unsupported' in message) unsupported = message.unsupported;
    else if ('step' in message) reported[message.step] = toOutcome(message);
  };
  const headers = JSON.stringify(Object.fromEntries(task.headers));
  const peer = startPeer(command, [task.url, task.revision.id, headers], hear);
  const timer = setTimeout(() => peer.kill(), RUN_TIMEOUT_MS);
  const lastWords = await peer.ended;
  clearTimeout(timer);
  if (unsupported !== undefined) return allSteps(notApplicable(unsupported));
  // A client that cannot connect ends there.
  return { ...allSteps(fails(`not reached (${lastWords})`)), ...reported };
}

function toOutcome({ ok, missing, detail = '' }: StepMessage): Outcome {
  if (missing !== undefined) return notApplicable(missing);
  return ok === true ? OK : fails(detail);
}
