/** An MCPRemoteProxy -> the props of the construct that stands for the same proxy. */
import { indexPath } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import { liftCredential } from './external-auth-fields';
import type { Members, Props } from './field';
import { API_GROUP, KIND } from './kinds';
import { blockedRemote } from './private-endpoint';
import { translate } from './translate';
import { createTranslation, noteOrigin, report } from './translation';
import type { Translation } from './translation';
import { v1alpha1 } from './v1alpha1';
import { v1beta1 } from './v1beta1';

export const VERSIONS: ReadonlyMap<string, Members> = new Map([
  [`${API_GROUP}/v1beta1`, v1beta1],
  [`${API_GROUP}/v1alpha1`, v1alpha1],
]);

export interface TranslatedProps {
  /** With whatever could be translated, so that the rest can be judged too. */
  readonly props: Props;
  readonly translation: Translation;
}

/** `documents` are those among which the resource's companions are looked for. */
export function toProps(manifest: Manifest, documents: readonly Manifest[]): TranslatedProps {
  const translation = createTranslation(manifest, documents);
  const apiVersion = String(manifest.body['apiVersion']);
  const fields = VERSIONS.get(apiVersion);
  if (fields === undefined) {
    reportVersion(manifest, translation);
    return { props: {}, translation };
  }
  const origin = { manifest, path: '', prop: '' };
  const { allowPrivateEndpoint, ...props } = translate(manifest.body, fields, origin, translation) as Props;
  if (fields === v1beta1)
    checkEndpoint(props['remoteUrl'], allowPrivateEndpoint === true, manifest, translation);
  return { props: liftCredential(liftImagePullSecrets(props, translation)), translation };
}

/** They are a prop beside the image, and no change to the objects of a proxy. */
function liftImagePullSecrets(props: Props, translation: Translation): Props {
  const overrides = props['resourceOverrides'] as { proxyDeployment?: Props } | undefined;
  const { imagePullSecrets, ...proxyDeployment } = overrides?.proxyDeployment ?? {};
  if (imagePullSecrets === undefined) return props;
  // An entry that is no object has been reported, and nothing was made of it.
  const names = (imagePullSecrets as readonly (Props | undefined)[]).map((entry) => entry?.['name']);
  names.forEach((_name, index) => {
    const path = `${indexPath('spec.resourceOverrides.proxyDeployment.imagePullSecrets', index)}.name`;
    noteOrigin(translation, { ...translation.root, path, prop: indexPath('imagePullSecrets', index) });
  });
  return { ...props, resourceOverrides: { ...overrides, proxyDeployment }, imagePullSecrets: names };
}

function reportVersion(manifest: Manifest, translation: Translation): void {
  const origin = { manifest, path: 'apiVersion' };
  const message = `is not a version of ${KIND} that is known here`;
  const hint = `use one of ${[...VERSIONS.keys()].join(', ')}`;
  report(translation, 'ERR_RESOURCE_VERSION', origin, message, hint);
  translation.abandoned.push({ manifest, path: '' });
}

/** What the operator does not start is not started here either: the field would mean nothing. */
function checkEndpoint(
  remoteUrl: unknown,
  isAllowed: boolean,
  manifest: Manifest,
  translation: Translation,
): void {
  if (typeof remoteUrl !== 'string') return;
  const origin = { manifest, path: 'spec.remoteUrl' };
  const blocked = blockedRemote(remoteUrl);
  if (blocked === 'unless-allowed' && !isAllowed) {
    const message = 'leads to a private address or name, and spec.allowPrivateEndpoint is not true';
    report(translation, 'ERR_REMOTE_URL_PRIVATE', origin, message, 'write allowPrivateEndpoint: true');
  }
  if (blocked === 'always') {
    const message = 'leads to the node or to the cluster itself, which the operator refuses in v1beta1';
    report(translation, 'ERR_REMOTE_URL_PRIVATE', origin, message, 'name the remote by another address');
  }
}
