/** The issuer could not be asked, or gave no answer that counts. Says nothing about any token. */
export class IssuerError extends Error {
  /** Stable, for the log: a system or TLS error code, `HTTP_<status>`, or one of this room's own. */
  readonly code: string;

  constructor(code: string) {
    super('the issuer cannot be asked');
    this.code = code;
  }
}
