import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { report, reportRequest } from './report';

type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Listens on a port of its own, reports it, and reports every request before it is answered. */
export function serve(path: string, answer: Answer): void {
  const server = createServer((request, response) => {
    reportRequest(request);
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1', () => report({ port: (server.address() as AddressInfo).port, path }));
}
