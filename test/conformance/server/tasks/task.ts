/** Calls that go on after their first answer (SEP-2663), for which the SDK has the wire format but no runtime. */
import { randomUUID } from 'node:crypto';
import { ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { CallToolResult, InputRequests } from '@modelcontextprotocol/server';

/** What a job can do while it runs. */
export interface JobControl {
  /** Aborted when the client cancels. */
  readonly signal: AbortSignal;
  /** Resolves once the client has answered every question. */
  readonly ask: (questions: InputRequests) => Promise<void>;
}

export type Job = (control: JobControl) => Promise<CallToolResult>;

export type Tasks = Map<string, Task>;

type State =
  | { readonly status: 'working' | 'cancelled' }
  | { readonly status: 'input_required'; readonly inputRequests: InputRequests }
  | { readonly status: 'completed'; readonly result: CallToolResult }
  | { readonly status: 'failed'; readonly error: { readonly code: number; readonly message: string } };

const TTL_MS = 60_000;
const POLL_INTERVAL_MS = 100;

export class Task {
  readonly id = randomUUID();
  readonly #createdAt = new Date().toISOString();
  readonly #cancellation = new AbortController();
  #lastUpdatedAt = this.#createdAt;
  #state: State = { status: 'working' };
  #resume = () => {};

  constructor(job: Job) {
    const control = { signal: this.#cancellation.signal, ask: this.#ask.bind(this) };
    job(control).then(
      (result) => this.#moveTo({ status: 'completed', result }),
      (error: unknown) => this.#moveTo({ status: 'failed', error: toJsonRpcError(error) }),
    );
  }

  /** What the client learns when the task is created. */
  summary() {
    return {
      taskId: this.id,
      status: this.#state.status,
      createdAt: this.#createdAt,
      lastUpdatedAt: this.#lastUpdatedAt,
      ttlMs: TTL_MS,
      pollIntervalMs: POLL_INTERVAL_MS,
    };
  }

  /** What the client learns when it asks. */
  detail() {
    return { ...this.summary(), ...this.#state };
  }

  cancel(): void {
    if (!this.#isRunning()) return;
    this.#moveTo({ status: 'cancelled' });
    this.#cancellation.abort();
  }

  /** Takes the answers to the questions named by `keys`; questions it does not know are ignored. */
  answer(keys: readonly string[]): void {
    if (this.#state.status !== 'input_required') return;
    const open = Object.entries(this.#state.inputRequests).filter(([key]) => !keys.includes(key));
    if (open.length > 0)
      return this.#moveTo({ status: 'input_required', inputRequests: Object.fromEntries(open) });
    this.#moveTo({ status: 'working' });
    this.#resume();
  }

  #ask(inputRequests: InputRequests): Promise<void> {
    this.#moveTo({ status: 'input_required', inputRequests });
    return new Promise((resolve) => (this.#resume = resolve));
  }

  #isRunning(): boolean {
    return this.#state.status === 'working' || this.#state.status === 'input_required';
  }

  /** A cancelled job may still end; what it says then is too late. */
  #moveTo(state: State): void {
    if (!this.#isRunning()) return;
    this.#state = state;
    this.#lastUpdatedAt = new Date().toISOString();
  }
}

function toJsonRpcError(error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  return { code: ProtocolErrorCode.InternalError, message };
}
