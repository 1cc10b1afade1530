import { existsSync, readFileSync } from 'node:fs';
import { issue } from '../../../contract/issue';
import { parseRunConfig } from '../../../contract/parse-run-config';
import type { ParsedRunConfig } from '../../../contract/parse-run-config';
import { RUN_CONFIG_DIR, RUN_CONFIG_FILE } from '../../../contract/run-config';

/** Where a RunConfig is looked for when no file is named, in this order. */
export const SEARCH_PATHS: readonly string[] = [
  `${RUN_CONFIG_DIR}/${RUN_CONFIG_FILE}`,
  `/etc/toolhive/${RUN_CONFIG_FILE}`,
  `./${RUN_CONFIG_FILE}`,
];

/** The parsed document and the file it came from. */
export type LoadedRunConfig = ParsedRunConfig & { readonly file: string };

/** Reads the named file, or the first of the search paths that exists: a broken first one is an error, not skipped. */
export function loadRunConfig(file?: string): LoadedRunConfig {
  const found = file ?? SEARCH_PATHS.find((candidate) => existsSync(candidate));
  if (found === undefined) {
    const hint = 'name the file with --config, or mount the ConfigMap at the first of them';
    return failed('', 'ERR_RUN_CONFIG_UNREADABLE', `no RunConfig at ${SEARCH_PATHS.join(', ')}`, hint);
  }
  let text: string;
  try {
    text = readFileSync(found, 'utf8');
  } catch (error) {
    return failed(
      found,
      'ERR_RUN_CONFIG_UNREADABLE',
      `cannot be read: ${reason(error)}`,
      'check the path and its permissions',
    );
  }
  return { ...parseRunConfigText(text, found), file: found };
}

/** Reads a document; `file` is what messages call it. */
export function parseRunConfigText(text: string, file: string): ParsedRunConfig {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return failed(file, 'ERR_RUN_CONFIG_JSON', `is not JSON: ${reason(error)}`, 'write one JSON object');
  }
  return parseRunConfig(document);
}

function failed(
  file: string,
  code: 'ERR_RUN_CONFIG_UNREADABLE' | 'ERR_RUN_CONFIG_JSON',
  message: string,
  hint: string,
) {
  return { file, issues: [issue(code, file, message, hint)] };
}

/** The code of a system error (ENOENT), or what the JSON parser said without the text it quotes. */
function reason(error: unknown): string {
  if (error instanceof SyntaxError) return error.message.replace(/,? ?"[^]*$/, '').replace(/\.\.\.[^]*$/, '');
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
