import type { Places } from './places';

/** One Kubernetes object as somebody wrote it. */
export interface Manifest {
  readonly kind: string;
  readonly name: string;
  /** Missing when the manifest leaves it to whoever applies it. */
  readonly namespace?: string;
  readonly file: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** Which of the documents of the file it is, from 1; those of one List share it. */
  readonly document: number;
  /** Where its fields are, for paths relative to it; undefined where nobody sees the text it was read from. */
  readonly places: Places | undefined;
  /** File, kind and name, or without the file: what every path into this object begins with. */
  readonly origin: string;
}
