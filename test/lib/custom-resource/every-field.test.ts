/** Manifests with every field are refused field by field, and what is left of them is synthesized. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { DefinitionErrors } from '../../../lib/index';
import type { Issue } from '../../../lib/index';
import { createFromManifest, objectsOf } from './support';

interface Body {
  kind: string;
  metadata: { name: string };
  [field: string]: unknown;
}

const PLACE = /^yaml:\d+:\d+ \(document \d+, (\w+)\/([\w.-]+)\) (.*)$/;

function read(version: string): Body[] {
  const file = join(import.meta.dirname, `../../crds/manifests/${version}.yaml`);
  const bodies = parseAllDocuments(readFileSync(file, 'utf8')).map(
    (document) => document.toJS() as Body | null,
  );
  return bodies.filter((body) => body !== null);
}

/** What `oidcConfig.configMap` names is no kind of the operator's. */
const CONFIG_MAPS: readonly Body[] = read('v1alpha1').flatMap(({ spec }) => {
  const { oidcConfig } = spec as { oidcConfig?: { configMap?: { name: string } } };
  const name = oidcConfig?.configMap?.name;
  const data = { issuer: 'https://auth.example.com', audience: 'a' };
  return name === undefined ? [] : [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data }];
});

function issuesOf(bodies: readonly Body[], name: string): readonly Issue[] {
  try {
    createFromManifest({ yaml: bodies.map((body) => stringify(body)).join('---\n'), name });
    return [];
  } catch (error) {
    if (DefinitionErrors.isDefinitionError(error)) return DefinitionErrors.issuesOf(error);
    throw error;
  }
}

function remove(body: unknown, path: string): void {
  const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
  const last = steps.pop() ?? '';
  const parent = steps.reduce((value, step) => (value as Record<string, unknown>)[step], body);
  if (!Reflect.deleteProperty(parent as object, last)) throw new Error(`there is no ${path}`);
}

describe.each(['v1alpha1', 'v1beta1'])('%s', (version) => {
  const names = read(version).flatMap(({ kind, metadata }) =>
    kind === 'MCPRemoteProxy' ? [metadata.name] : [],
  );

  const readAll = (): Body[] => [...read(version), ...(version === 'v1alpha1' ? CONFIG_MAPS : [])];

  it('has one that is refused for many', () => {
    expect(issuesOf(readAll(), 'every-field').length).toBeGreaterThan(10);
  });

  it.each(names)('%s', (name) => {
    const bodies = readAll();
    const issues = issuesOf(bodies, name);
    for (const { code, path, message, hint } of issues) {
      expect(code, `${path} ${message}`).toBe('ERR_RESOURCE_UNSUPPORTED');
      expect(hint).not.toBe('');
      const [, kind, owner, field = ''] = PLACE.exec(path) ?? [];
      const body = bodies.find((other) => other.kind === kind && other.metadata.name === owner);
      remove(body, field);
    }
    const rest = bodies.map((body) => stringify(body)).join('---\n');
    const kinds = objectsOf({ yaml: rest, name }).map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['Deployment', 'ConfigMap', 'Service']));
  });
});
