/** Files that a RunConfig names, in ConfigMap volumes of every kind. */
import { describe, expect, it } from 'vitest';
import { deployment, resolveObjects, runConfigMap, secretEnv } from './fixtures';
import type { Resolved } from './fixtures';

const FILE = '/config/certs/internal-ca/ca.crt';
const POD = 'dist.yaml:7:5 (document 1, Deployment/my-proxy) spec.template.spec';
const MOUNT = { name: 'ca', mountPath: '/config/certs/internal-ca' };
const ITEMS = [{ key: 'ca.crt', path: 'ca.crt' }];
const SET_UP = 'MountVolume.SetUp failed for volume "ca" : ';

function runConfig(fields: object): string {
  return JSON.stringify({
    remote_url: 'https://mcp.example.com/mcp',
    name: 'my-proxy',
    transport: 'streamable-http',
    port: 8080,
    ...fields,
  });
}

function configMap(fields: Record<string, unknown>, metadata: Record<string, unknown> = {}): unknown {
  return { kind: 'ConfigMap', metadata: { name: 'internal-ca', ...metadata }, ...fields };
}

function volume(fields: Record<string, unknown> = {}): unknown {
  return { name: 'ca', configMap: { name: 'internal-ca', ...fields } };
}

interface Certificates {
  readonly volumes?: readonly unknown[];
  readonly volumeMounts?: readonly unknown[];
  readonly objects?: readonly unknown[];
  readonly fields?: object;
  readonly container?: Record<string, unknown>;
}

/** A proxy whose ConfigMap, volume and mount are in order, except for what is given. */
function resolve({
  volumes = [volume({ items: ITEMS })],
  volumeMounts = [MOUNT],
  objects = [configMap({ data: { 'ca.crt': 'PEM' } })],
  fields = {},
  container,
}: Certificates): Resolved {
  const config = runConfig({ remote_ca_file: FILE, ...fields });
  return resolveObjects([
    deployment({ volumes, volumeMounts, ...(container && { container }) }),
    runConfigMap({}, config),
    ...objects,
  ]);
}

describe('certificates are found', () => {
  it.each<[string, Certificates]>([
    ['under the key and path of an item', {}],
    [
      'under the path of an item',
      {
        volumes: [volume({ items: [{ key: 'ca.crt', path: 'sub/x.pem' }] })],
        fields: { remote_ca_file: '/config/certs/internal-ca/sub/x.pem' },
      },
    ],
    ['under their key, without items', { volumes: [volume()] }],
    ['under their key, with no items', { volumes: [volume({ items: [] })] }],
    ['in an optional ConfigMap', { volumes: [volume({ optional: true, items: ITEMS })] }],
    [
      'beside an optional item that is missing',
      { volumes: [volume({ optional: true, items: [...ITEMS, { key: 'b', path: 'b' }] })] },
    ],
    ['in binaryData', { objects: [configMap({ binaryData: { 'ca.crt': 'UEVN' } })] }],
    [
      'at a path with more slashes than it needs',
      {
        fields: { remote_ca_file: '/config//certs/./internal-ca/ca.crt' },
        volumeMounts: [{ ...MOUNT, mountPath: '/config/certs/internal-ca/' }],
      },
    ],
    [
      'in the innermost of nested mounts',
      { volumeMounts: [{ name: 'tmp', mountPath: '/config' }, MOUNT, { name: 'tmp', mountPath: '/' }] },
    ],
    [
      'in the namespace of the pod',
      {
        objects: [
          configMap({ data: { 'ca.crt': 'PEM' } }, { namespace: 'toolhive' }),
          configMap({ data: { 'ca.crt': 'no' } }, { namespace: 'default' }),
        ],
      },
    ],
    ['in the ConfigMap applied last', { objects: [configMap({}), configMap({ data: { 'ca.crt': 'PEM' } })] }],
  ])('%s', (_what, certificates) => {
    const { container, issues } = resolve(certificates);
    expect(issues).toEqual([]);
    expect([...(container?.files.values() ?? [])].map(String)).toEqual(['PEM']);
  });
});

describe("certificates are missing, in the kubelet's words", () => {
  const path = `${POD}.volumes[1].configMap`;

  it.each<[string, readonly unknown[]]>([
    ['of that name', []],
    ['in the namespace of the pod', [configMap({ data: { 'ca.crt': 'PEM' } }, { namespace: 'default' })]],
  ])('without a ConfigMap %s', (_what, objects) => {
    expect(resolve({ objects }).issues).toMatchObject([
      { code: 'ERR_LOCAL_OBJECT_NOT_FOUND', path, message: `${SET_UP}configmap "internal-ca" not found` },
    ]);
  });

  it('without the keys of items, even of those the RunConfig does not need', () => {
    const items = [...ITEMS, { key: 'issuer.pem', path: 'issuer.pem' }];
    expect(
      resolve({ volumes: [volume({ items })], objects: [configMap({ data: { other: '' } })] }).issues,
    ).toMatchObject(
      ['ca.crt', 'issuer.pem'].map((key, index) => ({
        code: 'ERR_LOCAL_KEY_NOT_FOUND',
        path: `${path}.items[${index}]`,
        message: `${SET_UP}configmap references non-existent config key: ${key}`,
      })),
    );
  });

  it('together with everything else that is', () => {
    const { issues } = resolve({
      objects: [],
      container: {
        env: [secretEnv('KEY')],
        volumeMounts: [{ name: 'runconfig', mountPath: '/etc/runconfig' }, MOUNT],
      },
    });
    expect(issues.map(({ message }) => message)).toEqual([
      `${SET_UP}configmap "internal-ca" not found`,
      'secret "api-key-secret" not found',
    ]);
  });
});

it.each<[string, Certificates, hint: RegExp]>([
  ['without its key', { volumes: [volume()], objects: [configMap({ data: { other: '' } })] }, /has other$/],
  ['without an optional ConfigMap', { volumes: [volume({ optional: true })], objects: [] }, /has no file$/],
  [
    'without an optional key',
    { volumes: [volume({ optional: true, items: ITEMS })], objects: [configMap({})] },
    /has no file$/,
  ],
  [
    'with items of other files',
    { volumes: [volume({ items: [{ key: 'ca.crt', path: 'b.pem' }] })] },
    /has b\.pem$/,
  ],
])('a volume that is mounted %s is refused here', (_what, certificates, hint) => {
  expect(resolve(certificates).issues).toEqual([
    {
      code: 'ERR_LOCAL_KEY_NOT_FOUND',
      path: `${POD}.volumes[1].configMap`,
      message: `the container needs ${FILE}, which is not in this volume`,
      hint: expect.stringMatching(hint) as string,
    },
  ]);
});

it('is not base64 in binaryData', () => {
  expect(resolve({ objects: [configMap({ binaryData: { 'ca.crt': '-----' } })] }).issues).toMatchObject([
    {
      code: 'ERR_LOCAL_BASE64',
      path: 'dist.yaml:41:3 (document 3, ConfigMap/internal-ca) binaryData["ca.crt"]',
    },
  ]);
});

describe('what only a cluster has', () => {
  const beyond: [string, Certificates][] = [
    ['one file of a ConfigMap', { volumeMounts: [{ name: 'ca', mountPath: FILE, subPath: 'ca.crt' }] }],
    ['a folder named by an env var', { volumeMounts: [{ ...MOUNT, subPathExpr: '$(NAME)' }] }],
    ['a Secret', { volumes: [{ name: 'ca', secret: { secretName: 'ca' } }] }],
    ['a volume that is declared nowhere', { volumes: [] }],
  ];

  it.each(beyond)('%s is refused when the RunConfig needs a file from there', (_what, certificates) => {
    expect(resolve(certificates).issues).toMatchObject([
      { code: 'ERR_LOCAL_UNSUPPORTED', path: `${POD}.containers[0].volumeMounts[1]` },
    ]);
  });

  it.each(beyond)('%s does no harm otherwise', (_what, certificates) => {
    expect(resolve({ ...certificates, fields: { remote_ca_file: '' } }).issues).toEqual([]);
  });
});

describe('nothing is looked up', () => {
  it.each<[string, object]>([
    ['for a file of the image', { remote_ca_file: '/etc/ssl/certs/ca-certificates.crt' }],
    ['for one beside the mount', { remote_ca_file: '/config/certs/internal-ca-2/ca.crt' }],
    ['for a RunConfig the runtime refuses anyway', { authz_config: { type: 'cedarv1' } }],
  ])('%s', (_what, fields) => {
    const { container, issues } = resolve({ objects: [], fields });
    expect(issues).toEqual([]);
    expect(container?.files.size).toBe(0);
    expect(container?.runConfig).toBe(runConfig({ remote_ca_file: FILE, ...fields }));
  });
});
