/**
 * The documents that make blobs an image.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/spec.md
 */
import { createHash } from 'node:crypto';
import { NODE_FLAGS } from '../../contract/bundled-runtime';
import { parseImageReference } from '../../contract/image-reference';
import { NODE_PATH, PROGRAM_PATH, USER } from './files';
import { toDigest } from './layer';
import type { Layer } from './layer';
import type { PackageFacts } from './package-facts';
import type { Platform } from './platform';

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

export interface Blob extends Descriptor {
  readonly content: string;
}

const TYPE = 'application/vnd.oci.image';

/** The time of everything in the image, so that the time of building it is in none of it. */
const EPOCH = '1970-01-01T00:00:00Z';

/** The annotation keys of the specification. */
export function toLabels(facts: PackageFacts): Record<string, string> {
  const labels = {
    title: facts.name,
    description: facts.description,
    version: facts.version,
    vendor: facts.author.name,
    licenses: facts.license,
    url: facts.homepage,
    source: facts.repository.url,
  };
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [`org.opencontainers.image.${key}`, value]),
  );
}

export function toConfig(platform: Platform, layers: readonly Layer[], facts: PackageFacts): Blob {
  return toBlob(`${TYPE}.config.v1+json`, {
    created: EPOCH,
    author: facts.author.name,
    architecture: platform.architecture,
    os: platform.os,
    config: {
      User: USER,
      Env: ['PATH=/usr/local/bin'],
      Entrypoint: [`/${NODE_PATH}`, ...NODE_FLAGS, `/${PROGRAM_PATH}`],
      Cmd: ['run'],
      WorkingDir: '/',
      Labels: toLabels(facts),
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(() => ({ created: EPOCH, created_by: `${facts.name} image` })),
  });
}

export function toManifest(config: Blob, layers: readonly Layer[], facts: PackageFacts): Blob {
  return toBlob(`${TYPE}.manifest.v1+json`, {
    schemaVersion: 2,
    mediaType: `${TYPE}.manifest.v1+json`,
    config: toDescriptor(config),
    layers: layers.map((layer) => toDescriptor({ mediaType: `${TYPE}.layer.v1.tar+gzip`, ...layer })),
    annotations: toLabels(facts),
  });
}

/** The image's place in the archive, under the names that containerd and others look for. */
export function toIndex(manifest: Blob, platform: Platform, reference: string): Blob {
  const annotations = {
    'io.containerd.image.name': toFullReference(reference),
    'org.opencontainers.image.ref.name': parseImageReference(reference)?.tag,
  };
  return toBlob(`${TYPE}.index.v1+json`, {
    schemaVersion: 2,
    mediaType: `${TYPE}.index.v1+json`,
    manifests: [{ ...toDescriptor(manifest), platform, annotations }],
  });
}

/** With the registry that is meant when none is named, as kubelets ask for it. */
export function toFullReference(reference: string): string {
  const [first = '', ...others] = reference.split('/');
  if (others.length === 0) return `docker.io/library/${reference}`;
  return /[.:]|^localhost$/.test(first) ? reference : `docker.io/${reference}`;
}

function toBlob(mediaType: string, document: object): Blob {
  const content = JSON.stringify(document);
  const digest = toDigest(createHash('sha256').update(content));
  return { mediaType, digest, size: Buffer.byteLength(content), content };
}

function toDescriptor({ mediaType, digest, size }: Descriptor): Descriptor {
  return { mediaType, digest, size };
}
