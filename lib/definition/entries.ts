/** Entries rather than an object: keys come from users, and `__proto__` is a legal header name. */
export type Entries = readonly (readonly [key: string, value: string])[];
