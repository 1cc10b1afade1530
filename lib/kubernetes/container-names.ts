/** Name of the container and of its port. */
export const CONTAINER_NAME = 'toolhive';
export const PORT_NAME = 'http';

/** The operator's arguments; the last one fills the place of an image, which a remote proxy has none of. */
export const CONTAINER_ARGS: readonly string[] = ['run', '--foreground=true', 'placeholder-for-remote-proxy'];
