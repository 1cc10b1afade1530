/** Name of the container and of its port. */
export const CONTAINER_NAME = 'toolhive';
export const PORT_NAME = 'http';
