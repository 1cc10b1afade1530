/** The command line of the MCP Inspector as a client: one run of it a step. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isRecord } from '../../../../contract/shape';
import type { Step } from '../../protocol';
import { attempt, report } from '../typescript/report';

const CLI = join(__dirname, 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');

const MISSING: Readonly<Partial<Record<Step, string>>> = {
  progress: 'the Inspector command line shows no progress',
  ask: 'the Inspector command line does not declare elicitation',
  notify: 'the Inspector command line ends with the answer',
  resume: 'the Inspector command line ends with the answer',
  return: 'the Inspector command line ends with the answer',
  delete: 'the Inspector command line leaves its session to time out',
};

const [url = '', revision = '', headers = '{}'] = process.argv.slice(2);

function inspect(...method: readonly string[]): string {
  const sent = Object.entries(JSON.parse(headers) as Record<string, string>);
  const { status, stdout, stderr } = spawnSync(process.execPath, [
    CLI,
    '--cli',
    ...['--server-url', url, '--transport', revision === '2024-11-05' ? 'sse' : 'http'],
    ...['--protocol-era', revision === '2026-07-28' ? 'modern' : 'legacy', '--format', 'json'],
    ...sent.flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...['--method', ...method],
  ]);
  if (status !== 0) throw new Error(`exit ${status}: ${stderr.toString().trim()}`);
  return stdout.toString();
}

function parseResult(output: string): Record<string, unknown> {
  const document: unknown = JSON.parse(output);
  const result = isRecord(document) ? document['result'] : undefined;
  return isRecord(result) ? result : {};
}

function expectText(output: string, text: string): void {
  if (!output.includes(JSON.stringify(text))) throw new Error(`no ${text} in ${output}`);
}

function initialize(): void {
  const { protocolVersion } = parseResult(inspect('initialize'));
  // HTTP+SSE is a transport of its time, but the version is negotiated apart from it.
  if (revision !== '2024-11-05' && protocolVersion !== revision) {
    throw new Error(`negotiated ${String(protocolVersion)}`);
  }
}

async function run(): Promise<void> {
  if (!(await attempt('initialize', initialize))) return;
  await attempt('list', () => expectText(inspect('tools/list'), 'echo'));
  await attempt('call', () =>
    expectText(inspect('tools/call', '--tool-name', 'echo', '--tool-arg', 'text=åß∂'), 'åß∂'),
  );
  for (const [step, missing] of Object.entries(MISSING)) report({ step: step as Step, missing });
}

void run();
