/** What `check` prints of one proxy. */
import type { ResolvedHeader, resolve } from '../../runtime/src/index';
import type { RunConfig } from '../../contract/run-config';
import { renderTable } from '../table';

interface Checked {
  /** Where it was found: a file, or a name. */
  readonly place: string;
  readonly config: RunConfig;
  readonly withoutEffect: readonly string[];
}

export function renderCheck({ place, config, withoutEffect }: Checked, { headers, warnings }: Resolution) {
  const title = `${place}: ${config.name} -> ${new URL(config.remote_url).origin}\n\n`;
  const table = headers.length === 0 ? 'No headers are configured.\n' : renderHeaders(headers);
  const left =
    withoutEffect.length === 0 ? '' : `\nFields without effect here: ${withoutEffect.join(', ')}\n`;
  return {
    report: title + table + left,
    warnings: warnings.map((warning) => `\nwarning: ${warning}\n`).join(''),
  };
}

type Resolution = Pick<ReturnType<typeof resolve>, 'headers' | 'warnings'>;

function renderHeaders(headers: readonly ResolvedHeader[]): string {
  const rows = headers.map(({ name, source, value }) => [
    name,
    source,
    value === undefined ? 'missing' : 'present',
  ]);
  return renderTable(['HEADER', 'SOURCE', 'VALUE'], rows);
}
