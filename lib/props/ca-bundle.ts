/** A key of a ConfigMap in the proxy's namespace. */
export interface ConfigMapKeyRefProps {
  /** Name of the ConfigMap: a DNS label of at most 48 characters, because it becomes part of a volume name. */
  readonly name: string;

  /**
   * Key in the ConfigMap.
   *
   * @default 'ca.crt'
   */
  readonly key?: string;
}

/** Certificates to trust when talking to the issuer. */
export interface CaBundleRefProps {
  /** The ConfigMap with the PEM file. It is mounted read-only at `/config/certs/<name>`. */
  readonly configMapRef: ConfigMapKeyRefProps;
}
