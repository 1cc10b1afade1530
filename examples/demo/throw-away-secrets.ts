import { randomBytes } from 'node:crypto';
import type { HeaderForwardProps } from 'cdk8s-mcp-remote-proxy';
import { stringify } from 'yaml';

type SecretKeyRef = NonNullable<HeaderForwardProps['addHeadersFromSecret']>[number]['valueSecretRef'];

/** Secrets with random values for every key that is referred to. */
export interface ThrowAwaySecrets {
  valueOf(ref: SecretKeyRef): string;
  readonly values: readonly string[];
  /** The Secrets as manifests, without a namespace: they go where the proxy goes. */
  readonly manifest: string;
}

export function createThrowAwaySecrets(refs: readonly SecretKeyRef[]): ThrowAwaySecrets {
  const secrets: Record<string, Record<string, string>> = {};
  for (const { name, key } of refs) {
    secrets[name] = { ...secrets[name], [key]: `throw-away-${randomBytes(16).toString('hex')}` };
  }
  return {
    valueOf: ({ name, key }) => secrets[name]?.[key] ?? '',
    values: Object.values(secrets).flatMap((data) => Object.values(data)),
    manifest: Object.entries(secrets).map(toManifest).join('---\n'),
  };
}

function toManifest([name, stringData]: [string, Record<string, string>]): string {
  return stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData });
}
