/** Names of the objects and where they live, in the syntax Kubernetes has for each. */
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { objectNames } from '../../definition/object-names';
import { DNS_LABEL_MAX_LENGTH, isDnsLabel, validateDnsSubdomain } from './kubernetes-names';
import { validateYamlText } from './yaml-text';

/** Every object's name is made of the proxy's, and the Service's is the first to get too long. */
const NAME_MAX_LENGTH = DNS_LABEL_MAX_LENGTH - objectNames('').service.length;

export function validateName(name: string): Issue[] {
  const hint = `use lower-case letters, digits and -, at most ${NAME_MAX_LENGTH}, beginning and ending with a letter or digit; the name defaults to the id of the construct`;
  if (!isDnsLabel(name)) {
    return [issue('ERR_PROXY_NAME_INVALID', 'name', `${JSON.stringify(name)} is not a DNS label`, hint)];
  }
  if (name.length <= NAME_MAX_LENGTH) return validateYamlText(name, 'name');
  const message = `is ${name.length} characters long, which makes the name of the Service too long`;
  return [issue('ERR_PROXY_NAME_TOO_LONG', 'name', message, hint)];
}

export function validateNamespace(namespace: string | undefined): Issue[] {
  if (namespace === undefined) return [];
  if (isDnsLabel(namespace) && namespace.length <= DNS_LABEL_MAX_LENGTH)
    return validateYamlText(namespace, 'chart.namespace');
  const hint =
    'use lower-case letters, digits and -, at most 63, beginning and ending with a letter or digit';
  return [issue('ERR_NAMESPACE_INVALID', 'chart.namespace', 'is not a DNS label', hint)];
}

export function validateServiceAccountName(name: string | undefined): Issue[] {
  return name === undefined
    ? []
    : validateDnsSubdomain(name, 'serviceAccountName', 'ERR_SERVICE_ACCOUNT_NAME_INVALID');
}
