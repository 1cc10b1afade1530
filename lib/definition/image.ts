import { VERSION } from './version';

/** The runtime released with these constructs. Without a registry, so that nothing is pulled from where nobody chose. */
export const DEFAULT_IMAGE = `mcp-remote-proxy:${VERSION}`;
