import { parseImageReference } from '../../../contract/image-reference';
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { validateYamlText } from './yaml-text';

export function validateImage(image: string, path: string): Issue[] {
  const reference = parseImageReference(image);
  if (reference !== undefined) return validateYamlText(reference.name, path);
  const hint = 'write it like registry.example.com/mcp-remote-proxy:1.0.0, the repository in lower case';
  return [issue('ERR_IMAGE_INVALID', path, 'is not an image reference', hint)];
}
