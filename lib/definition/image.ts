import { VERSION } from './version';

const REPOSITORY = 'mcp-remote-proxy';

/** The runtime released with these constructs. Without a registry, so that nothing is pulled from where nobody chose. */
export const DEFAULT_IMAGE = `${REPOSITORY}:${VERSION}`;

/** True for this project's runtime, in whatever registry it was pushed to under its own name. */
export function isOwnImage(image: string): boolean {
  const repository = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return repository.split('/').at(-1) === REPOSITORY;
}
