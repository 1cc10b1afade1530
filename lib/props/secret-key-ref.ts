/** A value in a Secret of the proxy's namespace. */
export interface SecretKeyRefProps {
  /** Name of the Secret: a DNS-1123 subdomain of at most 253 characters. */
  readonly name: string;

  /** Key in the Secret: letters, digits, `-`, `_` and `.`, at most 253. */
  readonly key: string;
}
