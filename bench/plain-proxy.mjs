#!/usr/bin/env -S node --max-semi-space-size=8
// As little as a proxy made of node:http can be, to measure beside the bundle: takes the same arguments, checks nothing.
import { readFileSync } from 'node:fs';
import { Agent, createServer, request as send } from 'node:http';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  allowPositionals: true,
  options: { config: { type: 'string' }, port: { type: 'string' } },
});
const config = JSON.parse(readFileSync(values.config, 'utf8'));
const agent = new Agent({ keepAlive: true });
const injected = Object.entries(config.header_forward.add_plaintext_headers).flat();

const server = createServer((inbound, response) => {
  const target = new URL(inbound.url, config.remote_url);
  const headers = [...inbound.rawHeaders, ...injected];
  const outbound = send(target, { agent, method: inbound.method, headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(response);
  });
  outbound.on('error', () => response.destroy());
  response.on('close', () => response.writableFinished || outbound.destroy());
  inbound.pipe(outbound);
});
server.listen(Number(values.port), config.host, () => {
  process.stdout.write(`${JSON.stringify({ msg: 'listening', port: server.address().port })}\n`);
});
process.on('SIGINT', () => process.exit());
