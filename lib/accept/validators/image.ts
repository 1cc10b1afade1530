import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';

/** An image reference: registry, path, tag and digest (grammar of the distribution project, which kubelets parse with). */
const IMAGE =
  /^(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;

export function validateImage(image: string): Issue[] {
  if (IMAGE.test(image)) return [];
  const hint = 'write it like registry.example.com/mcp-remote-proxy:1.0.0, the repository in lower case';
  return [issue('ERR_IMAGE_INVALID', 'image', 'is not an image reference', hint)];
}
