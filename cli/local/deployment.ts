/** A Deployment, as far as it decides how its containers are started. Go writes null for what it has not got. */
import { flag, list, object, text } from '../../contract/shape';
import type { ObjectShape, Shape } from '../../contract/shape';
import type { Issue } from '../../contract/issue';
import { describeField, toPlaced } from '../../documents/describe-place';
import type { Manifest } from '../../documents/manifest';

type Maybe<T> = T | null | undefined;

export interface KeyRef {
  readonly name: string;
  readonly key: string;
  readonly optional?: Maybe<boolean>;
}

export interface EnvVarSource {
  readonly secretKeyRef?: Maybe<KeyRef>;
  readonly configMapKeyRef?: Maybe<KeyRef>;
  readonly fieldRef?: Maybe<{ readonly fieldPath: string }>;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: Maybe<string>;
  readonly valueFrom?: Maybe<EnvVarSource>;
}

export interface ObjectRef {
  readonly name: string;
  readonly optional?: Maybe<boolean>;
}

export interface EnvFromSource {
  readonly prefix?: Maybe<string>;
  readonly secretRef?: Maybe<ObjectRef>;
  readonly configMapRef?: Maybe<ObjectRef>;
}

export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: Maybe<string>;
  readonly subPathExpr?: Maybe<string>;
}

export interface Container {
  readonly name: string;
  readonly command?: Maybe<readonly string[]>;
  readonly args?: Maybe<readonly string[]>;
  readonly env?: Maybe<readonly EnvVar[]>;
  readonly envFrom?: Maybe<readonly EnvFromSource[]>;
  readonly volumeMounts?: Maybe<readonly VolumeMount[]>;
}

export interface ConfigMapVolume extends ObjectRef {
  /** The keys that become files, and where; every key becomes a file of its name when there are none. */
  readonly items?: Maybe<readonly { readonly key: string; readonly path: string }[]>;
}

export interface Volume {
  readonly name: string;
  readonly configMap?: Maybe<ConfigMapVolume>;
}

export interface Deployment {
  readonly name: string;
  readonly namespace?: string;
  /** Where the pod's spec is, and its path, for messages. */
  readonly podPath: string;
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
}

function part(fields: ObjectShape['fields'], ...required: string[]): Shape {
  return object({ open: true, fields, required });
}

const keyRef = part({ name: text, key: text, optional: flag }, 'name', 'key');
const objectRef = part({ name: text, optional: flag }, 'name');
const fieldRef = part({ fieldPath: text }, 'fieldPath');
const envVarSource = part({ secretKeyRef: keyRef, configMapKeyRef: keyRef, fieldRef });
const envVar = part({ name: text, value: text, valueFrom: envVarSource }, 'name');
const envFromSource = part({ prefix: text, secretRef: objectRef, configMapRef: objectRef });
const volumeMount = part(
  { name: text, mountPath: text, subPath: text, subPathExpr: text },
  'name',
  'mountPath',
);
const container = part(
  {
    name: text,
    command: list(text),
    args: list(text),
    env: list(envVar),
    envFrom: list(envFromSource),
    volumeMounts: list(volumeMount),
  },
  'name',
);
const keyToPath = part({ key: text, path: text }, 'key', 'path');
const configMapVolume = part({ name: text, optional: flag, items: list(keyToPath) }, 'name');
const volume = part({ name: text, configMap: configMapVolume }, 'name');
const podSpec = part({ containers: list(container), volumes: list(volume) }, 'containers');
const deployment = part({ spec: part({ template: part({ spec: podSpec }, 'spec') }, 'template') }, 'spec');

interface DeploymentBody {
  readonly spec: {
    readonly template: {
      readonly spec: {
        readonly containers: readonly Container[];
        readonly volumes?: Maybe<readonly Volume[]>;
      };
    };
  };
}

/** Parses the Deployments among the manifests; what is wrong with them goes to `issues`. */
export function parseDeployments(manifests: readonly Manifest[], issues: Issue[]): Deployment[] {
  return manifests.flatMap((manifest) => {
    if (manifest.kind !== 'Deployment') return [];
    const found: Issue[] = [];
    deployment(manifest.body, '', found);
    issues.push(...toPlaced(manifest, found));
    return found.length > 0 ? [] : [toDeployment(manifest)];
  });
}

/** Called with a body of the right shape. */
function toDeployment(manifest: Manifest): Deployment {
  const { name, namespace, body } = manifest;
  const { containers, volumes } = (body as unknown as DeploymentBody).spec.template.spec;
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    podPath: describeField(manifest, 'spec.template.spec'),
    containers,
    volumes: volumes ?? [],
  };
}
