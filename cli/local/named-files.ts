/** The files a RunConfig names: the container has them in volumes, this machine somewhere else. */
import { RUN_CONFIG_FILE } from '../../contract/run-config';
import { parseRunConfigText } from '../../runtime/src/index';
import { mapRunConfig } from './map-run-config';

/** Fields that name a file. ToolHive's operator repeats those of `oidc_config` in its list of middleware. */
const FIELDS: ReadonlySet<string> = new Set(['remote_ca_file', 'CACertPath', 'AuthTokenFile']);

/** None, too, for a document the runtime refuses: it will need no file, and it says best what is wrong. */
export function findNamedFiles(runConfig: string): string[] {
  const { config } = parseRunConfigText(runConfig, RUN_CONFIG_FILE);
  const { CACertPath, AuthTokenFile } = config?.oidc_config ?? {};
  const files = [config?.remote_ca_file, CACertPath, AuthTokenFile];
  return [...new Set(files.filter((file): file is string => Boolean(file)))];
}

/** The same document, naming the files where they are on this machine. */
export function withNamedFiles(runConfig: string, places: ReadonlyMap<string, string>): string {
  return mapRunConfig(runConfig, (field, value) =>
    FIELDS.has(field) && typeof value === 'string' ? (places.get(value) ?? value) : value,
  );
}
