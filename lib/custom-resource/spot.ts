/** A place in a custom resource, and the prop that is made of what is there. */
import { fieldPath, indexPath } from '../../contract/issue';
import { describeField } from '../../documents/describe-place';
import type { Manifest } from '../../documents/manifest';

/** A field of a document. */
export interface Origin {
  readonly manifest: Manifest;
  /** As it is in the document, such as `spec.remoteURL`. */
  readonly path: string;
}

export interface Spot extends Origin {
  /** Path of the prop, such as `remoteUrl`; empty for all of the props. */
  readonly prop: string;
}

export function memberSpot(spot: Spot, field: string, prop: string): Spot {
  const path = fieldPath(spot.path, field);
  return { ...spot, path, prop: prop === '' ? spot.prop : fieldPath(spot.prop, prop) };
}

export function itemSpot(spot: Spot, index: number): Spot {
  return { ...spot, path: indexPath(spot.path, index), prop: indexPath(spot.prop, index) };
}

export function describeOrigin({ manifest, path }: Origin): string {
  return describeField(manifest, path);
}
