/** The environment of a container, as the kubelet makes it (makeEnvironmentVariables in pkg/kubelet/kubelet_pods.go). */
import { isUtf8 } from 'node:buffer';
import { fieldPath, indexPath, issue, keyPath } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { isAbsent } from '../../contract/shape';
import type { DataKind } from '../../documents/data-object';
import type { Container, EnvFromSource, EnvVar, EnvVarSource, KeyRef, ObjectRef } from './deployment';
import { expandReferences } from './expand';
import { configMapNotFound, findData } from './pod';
import type { Scope } from './pod';

type Variables = Map<string, string>;

/** Resolves envFrom, then env in the order it is declared: later names win, and see what was declared before them. */
export function resolveEnv(container: Container, path: string, scope: Scope): Variables {
  const variables: Variables = new Map();
  const envFrom = fieldPath(path, 'envFrom');
  container.envFrom?.forEach((source, index) => {
    for (const [key, value] of resolveObject(source, indexPath(envFrom, index), scope)) {
      variables.set(key, value);
    }
  });
  const env = fieldPath(path, 'env');
  for (const variable of container.env ?? []) {
    const value = resolveVariable(variable, keyPath(env, variable.name), variables, scope);
    if (value !== undefined) variables.set(variable.name, value);
  }
  scope.issues.push(...validateValues(variables, env));
  return variables;
}

function resolveObject(source: EnvFromSource, path: string, scope: Scope): [string, string][] {
  const { prefix, secretRef, configMapRef } = source;
  const entries = configMapRef
    ? resolveEntries('ConfigMap', configMapRef, fieldPath(path, 'configMapRef'), scope)
    : secretRef
      ? resolveEntries('Secret', secretRef, fieldPath(path, 'secretRef'), scope)
      : [];
  return entries.map(([key, value]) => [(prefix ?? '') + key, value]);
}

function resolveEntries(
  kind: DataKind,
  { name, optional }: ObjectRef,
  path: string,
  scope: Scope,
): [string, string][] {
  const { pod, issues } = scope;
  const object = findData(pod, kind, name);
  if (object === undefined && optional !== true) noteMissing(kind, name, path, scope);
  return [...(object?.entries ?? [])].map(([key, bytes]) => [key, decodeText(bytes, path, issues)]);
}

/** Undefined when an optional source is missing: the variable is then not set at all. */
function resolveVariable(
  { value, valueFrom }: EnvVar,
  path: string,
  variables: Variables,
  scope: Scope,
): string | undefined {
  if (value) return expandReferences(value, variables);
  return isAbsent(valueFrom) ? '' : resolveSource(valueFrom, fieldPath(path, 'valueFrom'), scope);
}

function resolveSource(source: EnvVarSource, path: string, scope: Scope): string | undefined {
  const { fieldRef, configMapKeyRef, secretKeyRef } = source;
  if (fieldRef) return resolveField(fieldRef.fieldPath, fieldPath(path, 'fieldRef'), scope);
  if (configMapKeyRef)
    return resolveKey('ConfigMap', configMapKeyRef, fieldPath(path, 'configMapKeyRef'), scope);
  if (secretKeyRef) return resolveKey('Secret', secretKeyRef, fieldPath(path, 'secretKeyRef'), scope);
  scope.issues.push(onlyInCluster(path, Object.keys(source).join(', ')));
  return undefined;
}

function resolveField(field: string, path: string, { pod, issues }: Scope): string | undefined {
  if (field === 'metadata.name') return pod.name;
  if (field === 'metadata.namespace') return pod.namespace;
  issues.push(onlyInCluster(path, field));
  return undefined;
}

function onlyInCluster(path: string, what: string): Issue {
  return issue(
    'ERR_LOCAL_UNSUPPORTED',
    path,
    `${what} has a value only in a cluster`,
    'write a literal value for running locally; fieldRef works for metadata.name and metadata.namespace',
  );
}

function resolveKey(
  kind: DataKind,
  { name, key, optional }: KeyRef,
  path: string,
  scope: Scope,
): string | undefined {
  const { pod, issues } = scope;
  const object = findData(pod, kind, name);
  const bytes = object?.entries.get(key);
  if (bytes !== undefined) return decodeText(bytes, path, issues);
  if (optional === true) return undefined;
  if (object === undefined) noteMissing(kind, name, path, scope, key);
  else issues.push(keyNotFound(`${pod.namespace}/${name}`, kind, key, [...object.entries.keys()], path));
  return undefined;
}

function noteMissing(
  kind: DataKind,
  name: string,
  path: string,
  { pod, missing, issues }: Scope,
  key?: string,
): void {
  if (kind === 'Secret') missing.add(pod, name, path, key);
  else issues.push(configMapNotFound(pod, name, path));
}

function keyNotFound(object: string, kind: DataKind, key: string, keys: string[], path: string): Issue {
  return issue(
    'ERR_LOCAL_KEY_NOT_FOUND',
    path,
    `couldn't find key ${key} in ${kind} ${object}`,
    `add the key, or name another one; the ${kind} has ${keys.join(', ') || 'no key'}`,
  );
}

/** The kubelet hands values over as text, and fails in these words when they are not. */
function decodeText(bytes: Buffer, path: string, issues: Issue[]): string {
  if (!isUtf8(bytes)) {
    const hint = 'store text, for example base64 of the bytes as a value of its own';
    issues.push(issue('ERR_LOCAL_ENV_VALUE', path, 'string field contains invalid UTF-8', hint));
  }
  return bytes.toString();
}

/** Checked here because the error of starting a process quotes the value. The words are those of runc. */
function validateValues(variables: Variables, path: string): Issue[] {
  return [...variables]
    .filter(([, value]) => value.includes('\0'))
    .map(([name]) =>
      issue(
        'ERR_LOCAL_ENV_VALUE',
        keyPath(path, name),
        "environment variable value can't contain null(\\x00)",
        'remove the NUL character from the value',
      ),
    );
}
