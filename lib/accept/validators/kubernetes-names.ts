/** What Kubernetes accepts as a name (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/). */
import { issue } from '../../../contract/issue';
import type { Issue, IssueCode } from '../../../contract/issue';
import { validateYamlText } from './yaml-text';

const DNS_LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const CONFIG_KEY = /^[-._a-zA-Z0-9]+$/;

export const DNS_LABEL_MAX_LENGTH = 63;
const DNS_SUBDOMAIN_MAX_LENGTH = 253;

/** RFC 1123 label, of any length. */
export function isDnsLabel(name: string): boolean {
  return DNS_LABEL.test(name);
}

/** RFC 1123 subdomain: labels separated by dots. */
export function isDnsSubdomain(name: string): boolean {
  return name.length <= DNS_SUBDOMAIN_MAX_LENGTH && name.split('.').every(isDnsLabel);
}

/** Key of a ConfigMap or Secret: it must work as a file name. */
function isConfigKey(key: string): boolean {
  return (
    key.length <= DNS_SUBDOMAIN_MAX_LENGTH && CONFIG_KEY.test(key) && key !== '.' && !key.startsWith('..')
  );
}

export function validateDnsSubdomain(name: string, path: string, code: IssueCode): Issue[] {
  if (isDnsSubdomain(name)) return validateYamlText(name, path);
  const hint =
    'use lower-case letters, digits, - and ., at most 253, beginning and ending with a letter or digit';
  return [issue(code, path, 'is not a name Kubernetes accepts (DNS-1123 subdomain)', hint)];
}

export function validateConfigKey(key: string, path: string, code: IssueCode): Issue[] {
  if (isConfigKey(key)) return validateYamlText(key, path);
  const hint = 'use letters, digits, -, _ and ., at most 253, not beginning with two dots';
  return [issue(code, path, 'is not a key Kubernetes accepts', hint)];
}
