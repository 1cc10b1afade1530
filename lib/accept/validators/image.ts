import { parseImageReference } from '../../../contract/image-reference';
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';

export function validateImage(image: string, path: string): Issue[] {
  if (parseImageReference(image) !== undefined) return [];
  const hint = 'write it like registry.example.com/mcp-remote-proxy:1.0.0, the repository in lower case';
  return [issue('ERR_IMAGE_INVALID', path, 'is not an image reference', hint)];
}
