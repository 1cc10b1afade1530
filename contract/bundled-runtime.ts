/** How the runtime that comes with the manifest is laid out in its ConfigMap, and how a stock Node image starts it. */

/** Directory the ConfigMap is mounted at. */
export const BUNDLED_RUNTIME_DIR = '/opt/mcp-remote-proxy';

/** Key of the text that checks, unpacks and starts the program, and its file name in the pod. */
export const LOADER_FILE = 'load.mjs';

/** Key of the program, compressed with Brotli (RFC 7932), and its file name in the pod. */
export const PACKED_PROGRAM_FILE = 'mcp-remote-proxy.mjs.br';

/**
 * What Node has to be told before it starts: the cap on V8's young generation keeps memory flat under load, and SIGUSR1
 * would open an inspector, through which whoever reaches its port reads the secrets.
 */
export const NODE_FLAGS = ['--max-semi-space-size=8', '--disable-sigusr1'] as const;

/** The container's command; its args follow. */
export const BUNDLED_RUNTIME_COMMAND: readonly string[] = [
  'node',
  ...NODE_FLAGS,
  `${BUNDLED_RUNTIME_DIR}/${LOADER_FILE}`,
];
