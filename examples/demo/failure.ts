/** A failure that needs no stack trace: its message says what is wrong. */
export class DemoFailure extends Error {}
