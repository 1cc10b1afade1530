/** Definitions that both this project and a custom resource can say. */
import fc from 'fast-check';
import { validateYamlText } from '../../../lib/accept/validators/yaml-text';

/** What every object has by a name: no name of somebody's may be taken for it. */
const inherited = (valid: RegExp) =>
  fc.constantFrom(...Object.getOwnPropertyNames(Object.prototype).filter((found) => valid.test(found)));
const name = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?$/), weight: 5 },
  { arbitrary: inherited(/^[a-z]+$/), weight: 1 },
);
const key = fc.oneof(
  { arbitrary: fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9._-]{0,20}$/), weight: 5 },
  { arbitrary: inherited(/^/), weight: 1 },
);
const ref = fc.record({ name, key });
const text = fc.stringMatching(/^[!-~]([ -~]{0,20}[!-~])?$/);
/** What kubectl would read as something else is refused. */
const writable = fc
  .string({ maxLength: 10 })
  .filter((value) => validateYamlText(value, 'value').length === 0);
const labelKey = fc.oneof(fc.stringMatching(/^example\.com\/[a-z]{1,10}$/), inherited(/^[A-Za-z]+$/));
const labels = fc.dictionary(labelKey, name, { maxKeys: 2 });
const metadata = fc.record({ labels, annotations: labels }, { requiredKeys: [] });
const path = fc.stringMatching(/^(\/[a-z0-9]{1,8}){0,3}$/);
const url = fc.tuple(name, path).map(([host, rest]) => `https://${host}.example.com${rest}`);
const scopes = fc.uniqueArray(fc.stringMatching(/^[a-z.:]{1,10}$/), { maxLength: 3 });
const file = path.map((rest) => `/var/run${rest}`);
const caBundleRef = fc.record({ configMapRef: ref });

/** Names that share no env var. */
const headers = fc
  .uniqueArray(fc.oneof(fc.stringMatching(/^X-[A-Z][a-z0-9]{0,8}$/), inherited(/^/)), {
    maxLength: 6,
    selector: (header) => header.toLowerCase(),
  })
  .chain((names) =>
    fc
      .record(
        {
          split: fc.nat({ max: names.length }),
          values: fc.array(text, { minLength: names.length, maxLength: names.length }),
          refs: fc.array(ref, { minLength: names.length, maxLength: names.length }),
        },
        { requiredKeys: ['split', 'values', 'refs'] },
      )
      .map(({ split, values, refs }) => ({
        addPlaintextHeaders: Object.fromEntries(
          names.slice(0, split).map((header, i) => [header, values[i]]),
        ),
        addHeadersFromSecret: names
          .slice(split)
          .map((headerName, i) => ({ headerName, valueSecretRef: refs[split + i] })),
      })),
  );

const kubernetes = fc.record(
  { audience: name, issuer: url, jwksUrl: url, introspectionUrl: url, useClusterAuth: fc.boolean() },
  { requiredKeys: [] },
);

const inline = fc.record(
  {
    issuer: url,
    audience: name,
    jwksUrl: url,
    introspectionUrl: url,
    clientId: name,
    clientSecretRef: ref,
    caBundleRef,
    jwksAuthTokenPath: file,
    jwksAllowPrivateIP: fc.boolean(),
    insecureAllowHTTP: fc.boolean(),
    scopes,
  },
  { requiredKeys: ['issuer', 'audience'] },
);

const boolean = fc.constantFrom('true', 'false');
const data = {
  issuer: url,
  audience: name,
  jwksUrl: url,
  introspectionUrl: url,
  clientId: name,
  jwksAuthTokenPath: file,
  jwksAllowPrivateIP: boolean,
  insecureAllowHTTP: boolean,
  scopes: scopes.map((items) => items.join(', ')),
};

/** With these keys in the ConfigMap. */
function oidcConfigOf(keys: Readonly<Record<string, fc.Arbitrary<string>>>) {
  const configMap = fc.record(
    { name, key, caBundleRef, data: fc.record(keys, { requiredKeys: ['issuer', 'audience'] }) },
    { requiredKeys: ['name', 'data'] },
  );
  const source = fc.oneof(
    fc.record({ type: fc.constant('kubernetes'), kubernetes }),
    fc.record({ type: fc.constant('inline'), inline }),
    fc.record({ type: fc.constant('configMap'), configMap }),
  );
  return fc
    .tuple(source, fc.record({ resourceUrl: url }, { requiredKeys: [] }))
    .map(([chosen, rest]) => ({ ...chosen, ...rest }));
}

const oidcConfig = oidcConfigOf(data);

const cpu = fc.constantFrom('100m', '0.5', '2', '1500m');
const memory = fc.constantFrom('64Mi', '128Mi', '1Gi', '1024Mi');

const amounts = { requiredKeys: [] };
const resources = fc.oneof(
  fc.record({ requests: fc.record({ cpu, memory }, amounts) }),
  fc.record({ limits: fc.record({ cpu, memory }, amounts) }),
  fc.record({
    requests: fc.record({ cpu: fc.constant('10m'), memory: fc.constant('32Mi') }, amounts),
    limits: fc.record({ cpu, memory }, amounts),
  }),
);

const env = fc.uniqueArray(
  fc.record({
    name: fc.oneof(
      fc.stringMatching(/^[A-Z]{1,8}_X$/),
      inherited(/^/),
      // Those that both set where nobody else does.
      fc.constantFrom('HOME', 'XDG_CONFIG_HOME', 'TOOLHIVE_RUNTIME', 'UNSTRUCTURED_LOGS'),
    ),
    value: writable,
  }),
  {
    maxLength: 3,
    selector: (entry) => entry.name,
  },
);

const resourceOverrides = fc.record(
  {
    proxyDeployment: fc.record(
      { labels, annotations: labels, podTemplateMetadataOverrides: metadata, env },
      { requiredKeys: [] },
    ),
    proxyService: metadata,
  },
  { requiredKeys: [] },
);

const tokenExchange = fc.record(
  {
    tokenUrl: url,
    clientId: name,
    clientSecretRef: ref,
    audience: name,
    scopes,
    subjectTokenType: fc.constantFrom('access_token', 'id_token', 'urn:ietf:params:oauth:token-type:jwt'),
    externalTokenHeaderName: fc.stringMatching(/^Z-[A-Z][a-z]{0,8}$/),
  },
  { requiredKeys: ['tokenUrl', 'clientId', 'audience'] },
);

const common = {
  name,
  remoteUrl: fc.oneof(url, fc.constantFrom('http://10.0.0.1/mcp', 'http://a.b.svc.cluster.local:8080/mcp')),
  transport: fc.constantFrom('sse', 'streamable-http'),
  port: fc.integer({ min: 1, max: 65535 }),
  headerForward: headers,
  trustProxyHeaders: fc.boolean(),
  endpointPrefix: path,
  resources,
  serviceAccountName: name,
  resourceOverrides,
};

export const ofV1alpha1 = fc.record(
  { ...common, oidcConfig: oidcConfigOf({ ...data, thvCABundlePath: file }), tokenExchange },
  { requiredKeys: ['name', 'remoteUrl', 'oidcConfig'] },
);

/** One reference at most, and nobody's token to exchange where nobody has one. */
const credentials = fc.oneof(
  fc.record({ oidcConfig, tokenExchange }, { requiredKeys: ['oidcConfig'] }),
  fc.record({ oidcConfig, bearerTokenRef: ref }, { requiredKeys: [] }),
);

export const ofV1beta1 = fc
  .tuple(
    fc.record(
      {
        ...common,
        remoteUrl: fc.oneof(
          common.remoteUrl,
          url.map((text) => `${text}?a=b&c=d`),
        ),
        replicas: fc.nat({ max: 5 }),
        sessionAffinity: fc.constantFrom('ClientIP', 'None'),
        imagePullSecrets: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
      },
      { requiredKeys: ['name', 'remoteUrl'] },
    ),
    credentials,
  )
  .map(([rest, own]) => ({ ...rest, ...own }));
