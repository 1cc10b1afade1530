/** The definitions made up for the properties use every prop that a resource can say, and every field that becomes one. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isRecord } from '../../../contract/shape';
import type { McpRemoteProxyProps } from '../../../lib/index';
import { mcpExternalAuthConfig } from '../../../lib/custom-resource/external-auth-fields';
import type { Field, Members } from '../../../lib/custom-resource/field';
import { mcpOidcConfig } from '../../../lib/custom-resource/oidc-fields';
import { DATA_KEYS } from '../../../lib/definition/oidc';
import { v1alpha1 } from '../../../lib/custom-resource/v1alpha1';
import { v1beta1 } from '../../../lib/custom-resource/v1beta1';
import { ofV1alpha1, ofV1beta1 } from './arbitraries';
import { resourcesOf } from './support';
import type { Definition } from './support';

/** The operator of v1alpha1 does nothing with it. */
const BEARER_TOKEN = ['name', 'key'].map(
  (key) => `MCPExternalAuthConfig spec.bearerToken.tokenSecretRef.${key}`,
);

const SAMPLE = { numRuns: 500, seed: 1 };

/** The leaves of the table that become something. */
function takenLeaves(field: Field, path: string): string[] {
  if (field.is === 'items') return takenLeaves(field.item, `${path}[]`);
  if (field.is === 'taken') return [path];
  if (field.is !== 'members') return [];
  return Object.entries(field.fields).flatMap(([name, member]) => takenLeaves(member, `${path}.${name}`));
}

/** Every field of a value and all that is around it. */
function fieldsOf(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((item) => fieldsOf(item, `${path}[]`))];
  const members = Object.entries(isRecord(value) ? value : {});
  return [path, ...members.flatMap(([name, member]) => fieldsOf(member, `${path}.${name}`))];
}

it.each<[string, fc.Arbitrary<unknown>, Readonly<Record<string, Members>>]>([
  ['v1alpha1', ofV1alpha1, { MCPRemoteProxy: v1alpha1, MCPExternalAuthConfig: mcpExternalAuthConfig }],
  [
    'v1beta1',
    ofV1beta1,
    { MCPRemoteProxy: v1beta1, MCPOIDCConfig: mcpOidcConfig, MCPExternalAuthConfig: mcpExternalAuthConfig },
  ],
])('every field of %s', (version, definitions, tables) => {
  const resources = fc
    .sample(definitions, SAMPLE)
    .flatMap((definition) => resourcesOf(definition as Definition, version, 'tools'));
  const drawn = new Set(resources.flatMap(({ kind, spec }) => fieldsOf(spec, `${kind} spec`)));
  const taken = Object.entries(tables).flatMap(([kind, table]) =>
    takenLeaves(table.fields['spec'] as Field, `${kind} spec`),
  );
  expect(taken.filter((path) => !drawn.has(path))).toEqual(version === 'v1alpha1' ? BEARER_TOKEN : []);
});

it.each<[string, fc.Arbitrary<unknown>, readonly string[]]>([
  ['v1alpha1', ofV1alpha1, ['clientSecret']],
  ['v1beta1', ofV1beta1, ['clientSecret', 'thvCABundlePath']],
])('every key of a ConfigMap in %s, but for what is refused', (_version, definitions, refused) => {
  const drawn = fc.sample(definitions, SAMPLE).flatMap((definition) => {
    const { oidcConfig } = definition as { oidcConfig?: { configMap?: { data: object } } };
    return Object.keys(oidcConfig?.configMap?.data ?? {});
  });
  expect([...new Set([...drawn, ...refused])].sort()).toEqual([...DATA_KEYS].sort());
});

const [NEITHER, BOTH, BETA] = ['neither', 'both', 'v1beta1'] as const;

/** Which versions can say it. A prop without a row does not compile. */
const PROPS: Record<keyof McpRemoteProxyProps, typeof NEITHER | typeof BOTH | typeof BETA> = {
  remoteUrl: BOTH,
  name: BOTH,
  transport: BOTH,
  port: BOTH,
  headerForward: BOTH,
  oidcConfig: BOTH,
  requiredScopes: NEITHER,
  tokenExchange: BOTH,
  clientCredentials: NEITHER,
  bearerTokenRef: BETA,
  clientHeaders: NEITHER,
  trustProxyHeaders: BOTH,
  endpointPrefix: BOTH,
  allowedOrigins: NEITHER,
  remoteCaBundleRef: NEITHER,
  limits: NEITHER,
  terminationGracePeriod: NEITHER,
  replicas: BETA,
  sessionAffinity: BETA,
  resources: BOTH,
  runtime: NEITHER,
  image: NEITHER,
  imagePullPolicy: NEITHER,
  imagePullSecrets: BETA,
  serviceAccountName: BOTH,
  resourceOverrides: BOTH,
  strict: NEITHER,
};

it.each([
  ['v1alpha1', ofV1alpha1],
  ['v1beta1', ofV1beta1],
])('every prop that %s can say', (version, definitions: fc.Arbitrary<unknown>) => {
  const drawn = new Set(
    fc.sample(definitions, SAMPLE).flatMap((definition) => Object.keys(definition as object)),
  );
  const sayable = Object.entries(PROPS).flatMap(([prop, versions]) =>
    versions === BOTH || versions === version ? [prop] : [],
  );
  expect([...drawn].sort()).toEqual(sayable.sort());
});
