/** User, group and group of the volumes: the operator's, and the ones the image is built for. */
export const NON_ROOT_ID = 1000;
