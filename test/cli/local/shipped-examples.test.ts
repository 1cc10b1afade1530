import { describe, expect, it } from 'vitest';
import type { Issue } from '../../../contract/issue';
import { createThrowAwaySecrets } from '../../../examples/demo/throw-away-secrets';
import { parseDeployments } from '../../../cli/local/deployment';
import { parseManifests } from '../../../documents/parse-manifests';
import { readManifests } from '../../../documents/read-manifests';
import { resolveProxies } from '../../../cli/local/resolve-proxies';

const issues: Issue[] = [];
const manifests = readManifests(['dist'], issues);
/** The authorities of the network, which the cluster has anyway. */
const internalCa = parseManifests(
  '{"kind":"ConfigMap","metadata":{"name":"internal-ca","namespace":"toolhive"},"data":{"ca.crt":"PEM"}}',
  'internal-ca.yaml',
  issues,
);
const deployments = parseDeployments(manifests, issues);

it('reads everything in dist/', () => {
  expect(issues).toEqual([]);
  expect(deployments).not.toEqual([]);
});

describe.each(deployments)('dist/ holds $name', ({ name, containers }) => {
  const references = containers
    .flatMap(({ env }) => env ?? [])
    .flatMap(({ valueFrom }) => valueFrom?.secretKeyRef ?? []);
  const secrets = createThrowAwaySecrets(references);

  it('which can be run with its Secrets', () => {
    const found: Issue[] = [];
    const all = [...manifests, ...internalCa, ...parseManifests(secrets.manifest, 'secrets.yaml', found)];
    const [container] = resolveProxies(all, [name], found);
    expect(found).toEqual([]);
    expect(Object.values(container?.env ?? {})).toEqual(expect.arrayContaining([...secrets.values]));
    expect(JSON.parse(container?.runConfig ?? '')).toMatchObject({ name });
  });

  it('which reports each of its Secrets that is missing', () => {
    const found: Issue[] = [];
    resolveProxies([...manifests, ...internalCa], [name], found);
    expect(found).toHaveLength(new Set(references.map((reference) => reference.name)).size);
  });
});
