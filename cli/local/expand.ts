/** `$$`, or `$(NAME)` up to the first closing parenthesis: everything else the kubelet leaves as it is. */
const REFERENCE = /\$(?:\$|\(([^)]*)\))/g;

/**
 * Replaces `$(NAME)` as the kubelet does (third_party/forked/golang/expansion): an unknown name stays as it is, `$$`
 * is a dollar sign, and what was put in is not looked at again.
 */
export function expandReferences(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(REFERENCE, (reference, name?: string) =>
    name === undefined ? '$' : (variables.get(name) ?? reference),
  );
}
