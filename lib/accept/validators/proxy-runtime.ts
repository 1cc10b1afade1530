/** Which runtime runs, and that it can do what is asked of it. */
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import type { ProxyDefinition } from '../../definition/proxy-definition';
import type { RuntimeDefinition } from '../../definition/proxy-runtime';
import { validateImage } from './image';
import { isDnsLabel } from './kubernetes-names';

const DNS_LABEL_MAX_LENGTH = 63;
/** The digest and the hyphen in front of it have to fit too. */
const CONFIG_MAP_NAME_MAX_LENGTH = DNS_LABEL_MAX_LENGTH - 17;

export function validateRuntime(definition: ProxyDefinition): Issue[] {
  const { runtime } = definition;
  return [
    ...validateImage(runtime.image, runtime.imagePath),
    ...validateConfigMapName(runtime),
    ...(runtime.isAmbiguous ? [ambiguous()] : []),
    ...(runtime.kind === 'toolhive' ? validateForToolHive(definition) : []),
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

/** What its RunConfig has no key for, or its older releases do not read. */
function validateForToolHive({ limits, remoteCa, allowedOrigins }: ProxyDefinition): Issue[] {
  const asked = {
    limits: Object.keys(limits).length > 0,
    remoteCaBundleRef: remoteCa !== undefined,
    allowedOrigins: allowedOrigins.length > 0,
  };
  const hint = "remove it, or choose this project's own runtime";
  return Object.entries(asked)
    .filter(([, isAsked]) => isAsked)
    .map(([path]) =>
      issue('ERR_RUNTIME_UNSUPPORTED', path, "is something ToolHive's runner would ignore", hint),
    );
}
