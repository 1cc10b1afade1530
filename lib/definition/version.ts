/** Version of this package, which is also the tag of the runtime's image that belongs to it. */
export const VERSION = '0.1.0';
