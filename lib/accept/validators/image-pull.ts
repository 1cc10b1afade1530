/** When an image is pulled, and with which credentials. */
import { indexPath, issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { IMAGE_PULL_POLICIES } from '../../definition/proxy-definition';
import type { ProxyDefinition } from '../../definition/proxy-definition';
import { validateDnsSubdomain } from './kubernetes-names';

export function validateImagePull({ imagePullPolicy, imagePullSecrets }: ProxyDefinition): Issue[] {
  return [
    ...(imagePullPolicy === undefined ? [] : validatePolicy(imagePullPolicy)),
    ...imagePullSecrets.flatMap((name, index) =>
      validateDnsSubdomain(name, indexPath('imagePullSecrets', index), 'ERR_SECRET_NAME_INVALID'),
    ),
  ];
}

function validatePolicy(policy: string): Issue[] {
  if (IMAGE_PULL_POLICIES.some((known) => known === policy)) return [];
  const message = `${JSON.stringify(policy)} is none Kubernetes knows`;
  return [
    issue(
      'ERR_IMAGE_PULL_POLICY_UNKNOWN',
      'imagePullPolicy',
      message,
      `use one of ${IMAGE_PULL_POLICIES.join(', ')}`,
    ),
  ];
}
