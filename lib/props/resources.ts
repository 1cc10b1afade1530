/** Amounts of one kind, as Kubernetes quantities such as `100m`, `0.5`, `128Mi`. */
export interface ResourceListProps {
  /**
   * CPU cores; `m` are thousandths.
   *
   * @default - see the field that holds this list
   */
  readonly cpu?: string;

  /**
   * Bytes of memory; `Ki`, `Mi` and `Gi` are powers of 1024. A fraction of a byte (`256m`) is refused.
   *
   * @default - see the field that holds this list
   */
  readonly memory?: string;
}

/**
 * What the proxy's container may use and is promised. Negative amounts, and requests above their limits, are refused.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
export interface ResourcesProps {
  /**
   * The most the container may use.
   *
   * There is no CPU limit by default: it would throttle a latency-sensitive proxy on an idle node, while the request
   * already guards the neighbours.
   *
   * @default - memory 256Mi, or the memory request when that is larger; no CPU limit
   */
  readonly limits?: ResourceListProps;

  /**
   * What the scheduler sets aside for the container.
   *
   * @default - cpu 50m and memory 64Mi, or the limit where that is smaller
   */
  readonly requests?: ResourceListProps;
}
