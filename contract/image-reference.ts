/**
 * Image references in the grammar of the distribution project, which kubelets and registries parse with.
 *
 * @see https://github.com/distribution/reference/blob/main/reference.go
 */
const { raw } = String;

const DOMAIN_COMPONENT = raw`[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?`;
const DOMAIN_NAME = raw`${DOMAIN_COMPONENT}(?:\.${DOMAIN_COMPONENT})*`;
const IPV6_ADDRESS = raw`\[[0-9a-fA-F:]+\]`;
const REGISTRY = raw`(?:${DOMAIN_NAME}|${IPV6_ADDRESS})(?::\d+)?`;

const PATH_COMPONENT = raw`[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*`;
const REPOSITORY = raw`${PATH_COMPONENT}(?:\/${PATH_COMPONENT})*`;

const TAG = raw`\w[\w.-]{0,127}`;

const ALGORITHM_COMPONENT = raw`[A-Za-z][A-Za-z0-9]*`;
const ALGORITHM = raw`${ALGORITHM_COMPONENT}(?:[-_+.]${ALGORITHM_COMPONENT})*`;
const DIGEST = raw`${ALGORITHM}:[0-9a-fA-F]{32,}`;

const REFERENCE = new RegExp(
  raw`^(?<name>(?:${REGISTRY}\/)?${REPOSITORY})(?::(?<tag>${TAG}))?(?:@(?<digest>${DIGEST}))?$`,
);

/** The parts of a reference, as they are written. */
export interface ImageReference {
  readonly name: string;
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

export function parseImageReference(text: string): ImageReference | undefined {
  const { name, tag, digest } = REFERENCE.exec(text)?.groups ?? {};
  return name === undefined ? undefined : { name, tag, digest };
}
