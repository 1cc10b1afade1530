/** What the server saw of a client's run: the part of a step that the client cannot vouch for. */
import { fails, OK } from './outcome';
import type { Outcome, Outcomes } from './outcome';
import type { Headers, Line, SeenRequest } from './protocol';

/** The requests of one client, as the server received them. */
export class Observation {
  readonly requests: SeenRequest[] = [];
  readonly #sinceCut = new Map<Line, SeenRequest[]>();
  #latest: SeenRequest[] = [];

  see(request: SeenRequest): void {
    this.requests.push(request);
    this.#latest.push(request);
  }

  /** `line` is being cut. */
  markCut(line: Line): void {
    this.#latest = [];
    this.#sinceCut.set(line, this.#latest);
  }

  /** What came after `line` was cut, until another was. */
  sinceCut(line: Line): readonly SeenRequest[] {
    return this.#sinceCut.get(line) ?? [];
  }
}

const SESSION_ID = 'mcp-session-id';

function valuesOf({ headers }: SeenRequest, name: string): string[] {
  return headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
}

/** Whether every request carried each of the headers once, with the value it should have. */
export function judgeHeaders(requests: readonly SeenRequest[], expected: Headers): Outcome {
  if (requests.length === 0) return fails('the server saw no request');
  for (const [name, value] of expected) {
    for (const request of requests) {
      const values = valuesOf(request, name);
      // Values stay out of the message: one of them is a secret.
      if (values.length !== 1) return fails(`${request.method} with ${values.length} of ${name}`);
      if (values[0] !== value) return fails(`${request.method} with another value of ${name}`);
    }
  }
  return OK;
}

/** An answer after a cut counts when somebody came back for it. */
export function judgeResume(claimed: Outcome, sinceCut: readonly SeenRequest[]): Outcome {
  if (claimed.verdict !== 'ok') return claimed;
  const cameBack = sinceCut.some((request) => valuesOf(request, 'last-event-id').length > 0);
  return cameBack ? OK : fails('answered, but nobody came back with Last-Event-ID');
}

/** A session is deleted when DELETE reached the server and the session is gone: 404, seen through `url`. */
export async function judgeDelete(
  claimed: Outcome,
  requests: readonly SeenRequest[],
  url: string,
): Promise<Outcome> {
  if (claimed.verdict !== 'ok') return claimed;
  const deletion = requests.find(({ method }) => method === 'DELETE');
  if (deletion === undefined) return fails('no DELETE reached the server');
  const [sessionId = ''] = valuesOf(deletion, SESSION_ID);
  const status = await postToSession(url, sessionId);
  return status === 404 ? OK : fails(`a request to the deleted session is answered with ${status}`);
}

async function postToSession(url: string, sessionId: string): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      'MCP-Protocol-Version': '2025-11-25',
      [SESSION_ID]: sessionId,
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  await response.body?.cancel();
  return response.status;
}

export interface Evidence {
  readonly observation: Observation;
  /** What every request should have carried. */
  readonly headers: Headers;
  /** Where the client talked to. */
  readonly url: string;
}

/** The client's own account, corrected by what the server saw. */
export async function applyEvidence(
  outcomes: Outcomes,
  { observation, headers, url }: Evidence,
): Promise<Outcomes> {
  // A copy: the question whether the session is gone makes one more request.
  const requests = [...observation.requests];
  return {
    ...outcomes,
    resume: judgeResume(outcomes.resume, observation.sinceCut('server')),
    return: judgeResume(outcomes.return, observation.sinceCut('client')),
    delete: await judgeDelete(outcomes.delete, requests, url),
    headers: outcomes.headers.verdict === 'n/a' ? outcomes.headers : judgeHeaders(requests, headers),
  };
}
