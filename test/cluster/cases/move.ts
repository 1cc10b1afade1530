/** What the operator made is taken over by the steps of docs/migration.md, and given back. Nothing is lost on the way. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';
import { codeBlocksOf } from '../../docs/markdown';
import { CRDS_DIR } from '../../crds/schema';
import { kubectl, tryKubectl, waitUntil } from '../kubectl';
import { OPERATED_HEADERS, operatorObjects, resourceOf } from '../operator-objects';
import type { Manifest, OperatedProxy } from '../operator-objects';
import type { Stage } from '../stage';
import { countArrivals } from './headers';
import { loseNothing } from './nothing-lost';

/** As the page has it. */
const NAME = 'search';
/** The same proxy, which never was the operator's. */
const BESIDE = 'beside';
const CRD = 'mcpremoteproxies.toolhive.stacklok.dev';
const VALUE = 'the-key-that-moves';

export async function move(stage: Stage): Promise<string> {
  await defineResource(stage);
  const secret = { name: 'moving', key: 'api-key' };
  await stage.createSecret(secret.name, { [secret.key]: VALUE });
  const headerForward = {
    addPlaintextHeaders: { [OPERATED_HEADERS.plaintext]: OPERATED_HEADERS.tenant },
    addHeadersFromSecret: [{ headerName: OPERATED_HEADERS.secret, valueSecretRef: secret }],
  };
  // Its ConfigMap is what stands in for ToolHive's image.
  await stage.applyProxy(BESIDE, { headerForward });
  const runtime = await stage.askPods(
    BESIDE,
    "{.items[0].spec.volumes[?(@.name=='runtime')].configMap.name}",
  );
  const parts = { name: NAME, remoteUrl: stage.remoteUrl, secret, runtime };

  const operated = { ...parts, owner: await createResource(stage, resourceOf(parts)) };
  for (const object of operatorObjects(operated)) await create(stage, object);
  await stage.awaitServed(NAME);
  await expectHeaders(stage);

  const folder = stage.synthProxy(NAME, { headerForward });
  const there = await loseNothing(stage, NAME, 'move', () => followPage(stage, folder));
  await expectHeaders(stage);
  await expectOurs(stage);

  const again = { ...parts, owner: await createResource(stage, resourceOf(parts)) };
  const back = await loseNothing(stage, NAME, 'move back', () => reconcile(stage, again));
  await expectHeaders(stage);
  return `there ${there}, back ${back}, no difference left`;
}

/** A cluster with the operator has a definition of its own, which is left alone. */
async function defineResource(stage: Stage): Promise<void> {
  if ((await tryKubectl(['get', 'crd', CRD])).ok) return;
  const file = `${CRDS_DIR}/mcpremoteproxies.yaml`;
  stage.onClose(() => tryKubectl(['delete', '--filename', file, '--ignore-not-found', '--wait=false']));
  await kubectl(['apply', '--server-side', '--filename', file]);
  await kubectl(['wait', '--for=condition=Established', `crd/${CRD}`]);
}

async function createResource(stage: Stage, resource: Manifest): Promise<{ uid: string }> {
  await create(stage, resource);
  return { uid: await stage.run(['get', CRD, NAME, '--output=jsonpath={.metadata.uid}']) };
}

/** As the operator does: nothing is remembered for `kubectl apply`. */
async function create(stage: Stage, object: Manifest): Promise<void> {
  await stage.run(['create', '--filename', '-'], JSON.stringify(object));
}

async function expectHeaders(stage: Stage): Promise<void> {
  const { plaintext, secret, tenant } = OPERATED_HEADERS;
  await countArrivals(stage, NAME, { [plaintext]: tenant, [secret]: VALUE });
}

/** The commands of the page, with the names of this stage. */
async function followPage(stage: Stage, folder: string): Promise<void> {
  const [steps] = codeBlocksOf('docs/migration.md');
  assert.ok(steps !== undefined);
  const commands = steps.code
    .replaceAll('--namespace toolhive', `--namespace ${stage.namespace}`)
    .replaceAll('dist/', folder);
  const shell = spawn('bash', ['-euc', commands], { stdio: ['ignore', 'pipe', 'pipe'] });
  const code = new Promise<number | null>((resolve) => shell.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
  assert.equal(await code, 0, `docs/migration.md\n${stdout}${stderr}`);
}

/** Nothing has an owner that could take it away, nothing lets the pods read Secrets, and nothing has them wait. */
async function expectOurs(stage: Stage): Promise<void> {
  const kinds = 'deployments,services,configmaps,serviceaccounts';
  const owners = await stage.run(['get', kinds, '--output=jsonpath={.items[*].metadata.ownerReferences}']);
  assert.equal(owners, '');
  const access = await stage.run(['get', 'roles,rolebindings', '--output=name']);
  assert.equal(access, '');
  assert.deepEqual(await podSpecOf(stage, NAME), await podSpecOf(stage, BESIDE));
  const { ok } = await tryKubectl(['--namespace', stage.namespace, 'get', CRD, NAME]);
  assert.ok(!ok, 'the resource is still there');
}

/** What the operator does with objects it finds: it creates what is missing, and writes its own parts over the others. */
async function reconcile(stage: Stage, proxy: OperatedProxy): Promise<void> {
  for (const object of operatorObjects(proxy)) {
    const { kind, metadata } = object;
    if (kind === 'Role' || kind === 'RoleBinding') await create(stage, object);
    else if (kind === 'ConfigMap') await stage.run(['replace', '--filename', '-'], JSON.stringify(object));
    else if (kind === 'Deployment') await replaceParts(stage, object, ['template']);
    else if (kind === 'Service') await replaceParts(stage, object, ['ports']);
    else await stage.run(['get', kind, metadata.name]);
  }
  await stage.awaitRollout(NAME);
  const one = async (): Promise<boolean> =>
    (await stage.askPods(NAME, '{.items[*].metadata.name}')).split(' ').length === 1;
  await waitUntil('the pods of before are gone', one);
}

interface PodSpec {
  readonly containers: readonly { readonly env: readonly { readonly name: string }[] }[];
  readonly volumes: readonly { readonly name: string }[];
}

/** Without what may stay of the operator's: a variable it writes twice, with one value; and the volume of the stand-in. */
async function podSpecOf(stage: Stage, name: string): Promise<unknown> {
  const path = '--output=jsonpath={.spec.template.spec}';
  const text = await stage.run(['get', 'deployment', name, path]);
  const named = text.replaceAll(name, '<name>').replaceAll(name.toUpperCase(), '<NAME>');
  const { containers, volumes, ...spec } = JSON.parse(named) as PodSpec;
  return {
    ...spec,
    containers: containers.map(({ env, ...rest }) => ({
      ...rest,
      env: new Set(env.map((variable) => inspect(variable))),
    })),
    volumes: volumes.filter((volume) => volume.name !== 'stand-in'),
  };
}

async function replaceParts(stage: Stage, object: Manifest, parts: readonly string[]): Promise<void> {
  const spec = object['spec'] as Readonly<Record<string, unknown>>;
  const patch = [
    ...parts.map((part) => ({ op: 'replace', path: `/spec/${part}`, value: spec[part] })),
    { op: 'replace', path: '/metadata/labels', value: object.metadata['labels'] },
  ];
  const { kind, metadata } = object;
  await stage.run(['patch', kind, metadata.name, '--type=json', '--patch', JSON.stringify(patch)]);
}
