/** One Kubernetes object as somebody wrote it. */
export interface Manifest {
  readonly kind: string;
  readonly name: string;
  /** Missing when the manifest leaves it to whoever applies it. */
  readonly namespace?: string;
  readonly file: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** File, kind and name: what every path into this object begins with. */
  readonly origin: string;
}
