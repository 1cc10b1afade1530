/** Props that were made of something else, whose problems are told in the terms of what the user wrote. */
import type { Issue } from '../../contract/issue';

/** All problems, given those of the props. */
export type Tell = (ofProps: readonly Issue[]) => Issue[];

const tellers = new WeakMap<object, Tell>();

export function withOrigin<Props extends object>(props: Props, tell: Tell): Props {
  tellers.set(props, tell);
  return props;
}

export function tellIssues(props: unknown, ofProps: readonly Issue[]): readonly Issue[] {
  const tell = typeof props === 'object' && props !== null ? tellers.get(props) : undefined;
  return tell === undefined ? ofProps : tell(ofProps);
}
