/** The file a RunConfig names: the container has it in a volume, this machine somewhere else. */
import { RUN_CONFIG_FILE } from '../../contract/run-config';
import { parseRunConfigText } from '../../runtime/src/index';

/** Undefined, too, for a document the runtime refuses: it will need no file, and it says best what is wrong. */
export function findRemoteCaFile(runConfig: string): string | undefined {
  return parseRunConfigText(runConfig, RUN_CONFIG_FILE).config?.remote_ca_file || undefined;
}

/** The same document with another `remote_ca_file`. Called with one in which a file was found. */
export function withRemoteCaFile(runConfig: string, file: string): string {
  return JSON.stringify({ ...(JSON.parse(runConfig) as object), remote_ca_file: file });
}
