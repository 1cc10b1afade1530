/** The manifests with every field, each proxy with what it refers to, and what becomes of them by every way in. */
import { App } from 'cdk8s';
import { expect } from 'vitest';
import type { Issue } from '../../../contract/issue';
import { isRecord } from '../../../contract/shape';
import type { Manifest } from '../../../documents/manifest';
import { parseManifests } from '../../../documents/parse-manifests';
import { createProxyOf } from '../../../lib/commands';
import { DefinitionErrors } from '../../../lib/index';
import { buildObjectsOf } from '../../../lib/resources';
import { readManifests } from '../../crds/schema';
import { objectsOf } from './support';

export interface Body {
  readonly apiVersion?: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly [field: string]: unknown;
}

export interface Subject {
  readonly name: string;
  /** The proxy, and everything it may refer to. */
  readonly bodies: readonly Body[];
}

/** What `oidcConfig.configMap` names is no kind of the operator's. */
const COMPANY_ISSUER: Body = {
  kind: 'ConfigMap',
  metadata: { name: 'company-issuer' },
  data: { issuer: 'https://auth.example.com', audience: 'a' },
};

/** Each proxy of the manifests with every field of a version, and one for each document that could be referred to. */
export function subjectsOf(version: string): Subject[] {
  const all: readonly Body[] = readManifests(version).map((resource) => ({ ...resource }));
  const isProxy = ({ kind }: Body) => kind === 'MCPRemoteProxy';
  const others = [...all.filter((body) => !isProxy(body)), COMPANY_ISSUER];
  const proxies = [...all.filter(isProxy), ...others.flatMap((other) => referTo(other, version))];
  return proxies.map((proxy) => ({ name: proxy.metadata.name, bodies: [proxy, ...others] }));
}

function referTo({ kind, metadata: { name }, spec }: Body, version: string): Body[] {
  if (version !== 'v1beta1' || !isRecord(spec)) return [];
  const oidcConfigRef = { name: kind === 'MCPOIDCConfig' ? name : 'company-issuer', audience: 'a' };
  const reference = kind === 'MCPOIDCConfig' ? {} : { externalAuthConfigRef: { name } };
  const refers = { remoteUrl: 'https://mcp.example.com/mcp', oidcConfigRef, ...reference };
  const metadata = { name: `refers-to-${name}` };
  return [{ apiVersion: 'toolhive.stacklok.dev/v1beta1', kind: 'MCPRemoteProxy', metadata, spec: refers }];
}

/** As text that is both JSON and YAML. */
function textOf({ bodies }: Subject): string {
  return bodies.map((body) => JSON.stringify(body)).join('\n---\n');
}

export function objectsOfSubject(subject: Subject): unknown {
  return objectsOf({ yaml: textOf(subject), name: subject.name });
}

/** What is wrong with the proxy, which is the same whether `fromManifest`, `synth` and `convert`, or `local` and `check` ask. */
export function issuesOfSubject(subject: Subject): readonly Issue[] {
  const documents = parseManifests(textOf(subject), 'yaml', []);
  const found = documents.find(({ kind, name }) => kind === 'MCPRemoteProxy' && name === subject.name);
  const proxy = found as Manifest;
  const issues = thrownBy(() => objectsOfSubject(subject));
  expect(thrownBy(() => createProxyOf(new App(), proxy, documents, undefined))).toEqual(issues);
  const ofLocal: Issue[] = [];
  const objects = buildObjectsOf(proxy, documents, ofLocal);
  expect(ofLocal).toEqual(issues);
  expect(objects.length > 0).toBe(issues.length === 0);
  return issues;
}

function thrownBy(create: () => unknown): readonly Issue[] {
  try {
    create();
    return [];
  } catch (error) {
    if (DefinitionErrors.isDefinitionError(error)) return DefinitionErrors.issuesOf(error);
    throw error;
  }
}

/** Where in which of the documents something is wrong. */
export interface FoundAt {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
}

const PLACE = /^yaml:\d+:\d+ \(document \d+, (\w+)\/([\w.-]+)\) (.*)$/;

/** Fails where an issue has no place. */
export function toFoundAt({ path, code }: Issue): FoundAt {
  const [, kind = '', name = '', field = ''] = PLACE.exec(path) ?? [];
  expect(kind, `${code} ${path}`).not.toBe('');
  return { kind, name, path: field };
}

/** The same subject without the field; fails where there is none. */
export function without(subject: Subject, { kind, name, path }: FoundAt): Subject {
  const bodies = structuredClone(subject.bodies);
  const body = bodies.find((other) => other.kind === kind && other.metadata.name === name);
  const steps = stepsOf(path);
  const last = steps.pop() ?? '';
  const parent = steps.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], body);
  if (!Object.hasOwn(parent as object, last)) throw new Error(`there is no ${path}`);
  if (Array.isArray(parent)) parent.splice(Number(last), 1);
  else Reflect.deleteProperty(parent as object, last);
  return { ...subject, bodies };
}

/** The steps of `a.b[0]["c.d"]`. */
export function stepsOf(path: string): string[] {
  const steps = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g);
  return [...steps].map(([, key, index, field]) => key ?? index ?? field ?? '');
}

/** The kinds of authentication that nothing here stands for: the `type` is what is refused of them. */
export const REFUSED_TYPES = /^refers-to-(?:header-injection|embedded|signed|upstream|on-behalf|cross)/;

/** Without what is refused, of which the place is told. */
export function withoutRefused(subject: Subject): { rest: Subject; refused: readonly FoundAt[] } {
  const refused = issuesOfSubject(subject).map((found) => {
    expect(found).toMatchObject({
      code: 'ERR_RESOURCE_UNSUPPORTED',
      hint: expect.stringMatching(/.{5}/) as string,
    });
    return toFoundAt(found);
  });
  return { rest: refused.reduce(without, subject), refused };
}

/** The proxy and what it refers to, among the operator's kinds. */
export function referredTo({ bodies }: Subject): readonly Body[] {
  const [proxy, ...others] = bodies;
  const text = JSON.stringify(proxy);
  const isReferredTo = ({ kind, metadata: { name } }: Body) =>
    kind !== 'ConfigMap' && text.includes(`"name":${JSON.stringify(name)}`);
  return [...(proxy === undefined ? [] : [proxy]), ...others.filter(isReferredTo)];
}
