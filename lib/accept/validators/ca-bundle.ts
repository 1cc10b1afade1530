import { fieldPath, issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { CaBundle } from '../../definition/ca-bundle';
import { isDnsLabel, validateConfigKey } from './kubernetes-names';
import { validateYamlText } from './yaml-text';

/** ToolHive's operator calls the volume oidc-ca-bundle-<name>, and draws the line here. */
const NAME_MAX_LENGTH = 48;

export function validateCaBundle({ configMapName, key }: CaBundle, path: string): Issue[] {
  const namePath = fieldPath(path, 'name');
  const isName = isDnsLabel(configMapName) && configMapName.length <= NAME_MAX_LENGTH;
  return [
    ...(isName ? validateYamlText(configMapName, namePath) : [invalidName(namePath)]),
    ...validateConfigKey(key, fieldPath(path, 'key'), 'ERR_CONFIG_MAP_KEY_INVALID'),
  ];
}

function invalidName(path: string): Issue {
  const message = 'cannot be part of the name of a volume';
  const hint = `use lower-case letters, digits and -, at most ${NAME_MAX_LENGTH}, beginning and ending with a letter or digit`;
  return issue('ERR_CONFIG_MAP_NAME_INVALID', path, message, hint);
}
