/** The public face of the runtime: what the command line takes from it. The program in the pod starts in main.ts. */
export { RUN_HELP } from './commands/command-line';
export { parsePort } from './commands/port';
export { loadRunConfig, parseRunConfigText } from './config/load';
export { resolve } from './config/resolve';
export type { ResolvedHeader } from './config/resolve-headers';
export { EXIT, errorCode } from './errors';
