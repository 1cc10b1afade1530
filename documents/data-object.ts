/** Secrets and ConfigMaps: named bytes by key. */
import { issue, keyPath } from '../contract/issue';
import type { Issue } from '../contract/issue';
import { map, object, text } from '../contract/shape';
import type { Shape } from '../contract/shape';
import { toPlaced } from './describe-place';
import type { Manifest } from './manifest';

export type DataKind = 'Secret' | 'ConfigMap';

export interface DataObject {
  readonly kind: DataKind;
  readonly name: string;
  readonly namespace?: string;
  /** What env vars can refer to. */
  readonly entries: ReadonlyMap<string, Buffer>;
  /** What a volume holds: the same, and `binaryData` of a ConfigMap. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** The API server reads null as empty. */
const textOrNull: Shape = (value, path, issues) => {
  if (value !== null) text(value, path, issues);
};

const dataShape = object({
  open: true,
  fields: { data: map(textOrNull), stringData: map(textOrNull), binaryData: map(textOrNull) },
});

/** Standard base64 with padding, which is all the API server takes; line breaks are skipped there too. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Parses the Secrets and ConfigMaps among the manifests; what is wrong with them goes to `issues`. */
export function parseDataObjects(manifests: readonly Manifest[], issues: Issue[]): DataObject[] {
  return manifests.flatMap((manifest) => {
    const { kind, body } = manifest;
    if (kind !== 'Secret' && kind !== 'ConfigMap') return [];
    const found: Issue[] = [];
    dataShape(body, '', found);
    const objects = found.length > 0 ? [] : [toDataObject(manifest, kind, found)];
    issues.push(...toPlaced(manifest, found));
    return objects;
  });
}

/** `stringData` of a Secret wins over `data`, as in the API server. Called with a body of the right shape. */
function toDataObject({ name, namespace, body }: Manifest, kind: DataKind, issues: Issue[]): DataObject {
  const decodeField = (field: string) => decodeEntries(body[field], field, issues);
  const secret = kind === 'Secret';
  const entries = new Map([
    ...(secret ? decodeField('data') : []),
    ...dataEntries(body[secret ? 'stringData' : 'data']).map(
      ([key, value]) => [key, Buffer.from(value)] as const,
    ),
  ]);
  const files = secret ? entries : new Map([...decodeField('binaryData'), ...entries]);
  return { kind, name, ...(namespace === undefined ? {} : { namespace }), entries, files };
}

function decodeEntries(field: unknown, path: string, issues: Issue[]): [string, Buffer][] {
  return dataEntries(field).map(([key, value]) => [key, decode(value, keyPath(path, key), issues)]);
}

/** Called with a map of texts, or nothing. */
function dataEntries(field: unknown): [string, string][] {
  const texts = (field ?? {}) as Record<string, string | null>;
  return Object.entries(texts).map(([key, value]) => [key, value ?? '']);
}

function decode(value: string, path: string, issues: Issue[]): Buffer {
  const base64 = value.replace(/[\r\n]/g, '');
  if (!BASE64.test(base64)) {
    const hint = 'encode the value, or move it as it is to stringData (Secret) or data (ConfigMap)';
    issues.push(issue('ERR_LOCAL_BASE64', path, 'illegal base64 data', hint));
  }
  return Buffer.from(base64, 'base64');
}
