/** What a container has in volumes, as files on this machine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { RUN_CONFIG_FILE } from '../../contract/run-config';
import { withNamedFiles } from './named-files';
import type { LocalContainer } from './resolve-proxies';

type Volumes = Pick<LocalContainer, 'runConfig' | 'files'>;

/** Writes the RunConfig and the files it names into a private directory for as long as `use` takes; gives what that gives. */
export async function withPrivateFiles<T>(
  volumes: Volumes,
  use: (runConfigFile: string) => Promise<T> | T,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'mcp-remote-proxy-'));
  try {
    return await use(writeFiles(directory, volumes));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function writeFiles(directory: string, { runConfig, files }: Volumes): string {
  if (files.size === 0) return writePrivate(join(directory, RUN_CONFIG_FILE), runConfig);
  const places = [...files].map(([file, content], index): [string, string] => [
    file,
    writePrivate(join(directory, `${index}-${basename(file)}`), content),
  ]);
  return writePrivate(join(directory, RUN_CONFIG_FILE), withNamedFiles(runConfig, new Map(places)));
}

function writePrivate(file: string, content: string | Buffer): string {
  writeFileSync(file, content, { mode: 0o600 });
  return file;
}
