/** Which runtime runs, and that it can do what is asked of it. */
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { ProxyDefinition } from '../../definition/proxy-definition';
import type { RuntimeDefinition } from '../../definition/proxy-runtime';
import { validateImage } from './image';
import { isDnsLabel } from './kubernetes-names';
import { validateForToolHive } from './toolhive-runner';

const DNS_LABEL_MAX_LENGTH = 63;
/** The digest and the hyphen in front of it have to fit too. */
const CONFIG_MAP_NAME_MAX_LENGTH = DNS_LABEL_MAX_LENGTH - 17;

export function validateRuntime(definition: ProxyDefinition): Issue[] {
  const { runtime } = definition;
  return [
    ...validateImage(runtime.image, runtime.imagePath),
    ...validateConfigMapName(runtime),
    ...(runtime.isAmbiguous ? [ambiguous()] : []),
    ...validateForToolHive(definition),
  ];
}

function validateConfigMapName({ configMapName }: RuntimeDefinition): Issue[] {
  const isSound =
    configMapName === undefined ||
    (isDnsLabel(configMapName) && configMapName.length <= CONFIG_MAP_NAME_MAX_LENGTH);
  if (isSound) return [];
  const hint = `use lower-case letters, digits and -, at most ${CONFIG_MAP_NAME_MAX_LENGTH}, beginning and ending with a letter or digit`;
  return [
    issue('ERR_CONFIG_MAP_NAME_INVALID', 'runtime.configMapName', 'is not the beginning of a name', hint),
  ];
}

function ambiguous(): Issue {
  const hint = 'keep one of them; image is short for ProxyRuntime.fromImage';
  return issue('ERR_RUNTIME_AMBIGUOUS', 'runtime', 'is given, and so is image', hint);
}
