/**
 * Image references in the grammar of the distribution project, which kubelets parse with.
 *
 * @see https://github.com/distribution/reference/blob/main/reference.go
 */
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';

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

const IMAGE = new RegExp(raw`^(?:${REGISTRY}\/)?${REPOSITORY}(?::${TAG})?(?:@${DIGEST})?$`);

export function validateImage(image: string, path: string): Issue[] {
  if (IMAGE.test(image)) return [];
  const hint = 'write it like registry.example.com/mcp-remote-proxy:1.0.0, the repository in lower case';
  return [issue('ERR_IMAGE_INVALID', path, 'is not an image reference', hint)];
}
