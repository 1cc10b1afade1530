/**
 * Keys that cdk8s and constructs do not take: they keep what users name in plain objects, and tell those by their
 * `constructor`, so that one with a key of that name is none, and a key `__proto__` is lost.
 */
import { JsonPatch } from 'cdk8s';
import { isRecord } from '../../contract/shape';

const CONSTRUCTOR = 'constructor';
const LOST_KEYS: readonly string[] = [CONSTRUCTOR, '__proto__'];

/** No label and no annotation is called so. */
const STAND_IN = '(constructor)';

/** A key of a label or annotation, or what stands for it until cdk8s has rendered the object. */
export function toRenderedKey(key: string): string {
  return key === CONSTRUCTOR ? STAND_IN : key;
}

/** Puts the key where its stand-in is; `pointer` is that of the map. */
export function renderedKeyPatches(pointer: string, keys: readonly string[]): JsonPatch[] {
  if (!keys.includes(CONSTRUCTOR)) return [];
  return [JsonPatch.move(`${pointer}/${STAND_IN}`, `${pointer}/${CONSTRUCTOR}`)];
}

/** False for what holds such a key at any depth. */
export function isRendered(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isRendered);
  if (!isRecord(value)) return true;
  return Object.entries(value).every(([key, member]) => !LOST_KEYS.includes(key) && isRendered(member));
}
