/** Custom resource -> props, by a table of what becomes of its fields. */
import type { Issue } from '../../contract/issue';
import { anything, isAbsent, isRecord, list, object } from '../../contract/shape';
import type { Shape } from '../../contract/shape';
import type { Field, Items, Members, Props, Refused, Taken } from './field';
import { itemSpot, memberSpot } from './spot';
import type { Spot } from './spot';
import { abandon, noteOrigin, report } from './translation';
import type { Translation } from './translation';

/** What becomes of `value`, found at `spot`; undefined when nothing does. */
export function translate(value: unknown, field: Field, spot: Spot, translation: Translation): unknown {
  if (isAbsent(value)) return undefined;
  switch (field.is) {
    case 'ignored':
      return undefined;
    case 'refused':
      return refuse(value, field, spot, translation);
    case 'taken':
      return take(value, field, spot, translation);
    case 'members':
      return translateMembers(value, field, spot, translation);
    case 'items':
      return translateItems(value, field, spot, translation);
  }
}

function refuse(
  value: unknown,
  { reason, alternative, neutral }: Refused,
  spot: Spot,
  to: Translation,
): void {
  if (!neutral.includes(value)) report(to, 'ERR_RESOURCE_UNSUPPORTED', spot, reason, alternative);
}

function take(value: unknown, { shape }: Taken, spot: Spot, translation: Translation): unknown {
  noteOrigin(translation, spot);
  return hasShape(value, shape, spot, translation) ? value : undefined;
}

function translateMembers(value: unknown, members: Members, spot: Spot, translation: Translation): unknown {
  const { fields, required, complete } = members;
  const shape = object({
    fields: Object.fromEntries(Object.keys(fields).map((name) => [name, anything])),
    required,
  });
  const isSound = hasShape(value, shape, spot, translation);
  if (!isRecord(value)) return undefined;
  // In the order in which they are written: people read what is made of them.
  const names = new Set([...Object.keys(value), ...Object.keys(fields)]);
  const parts = [...names].map((name) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    return field === undefined ? {} : translateMember(value[name], name, field, spot, translation);
  });
  const props = Object.fromEntries(parts.flatMap((part) => Object.entries(part)));
  if (complete === undefined) return makesProps(members) ? props : undefined;
  return isSound ? complete(props, spot, translation) : abandon(translation, spot);
}

/** What becomes of one member: a prop, several, or none. */
function translateMember(
  value: unknown,
  name: string,
  field: Field,
  spot: Spot,
  translation: Translation,
): Props {
  const prop = propOf(field) ?? name;
  const at = memberSpot(spot, name, prop);
  // Noted of what is absent too: where it would have been written is where its absence is an error.
  if (prop !== '' || (field.is === 'members' && field.isHome)) noteOrigin(translation, at);
  const translated = translate(value, field, at, translation);
  if (translated === undefined) return {};
  return prop === '' ? (translated as Props) : { [prop]: translated };
}

/** False for what holds nothing but refused fields: an empty object would be a prop there is none of. */
function makesProps(field: Field): boolean {
  if (field.is !== 'members') return field.is === 'taken' || field.is === 'items';
  return field.complete !== undefined || Object.values(field.fields).some(makesProps);
}

/** Name of the prop a field becomes, where it differs from the field's. */
function propOf(field: Field): string | undefined {
  return field.is === 'ignored' || field.is === 'refused' ? undefined : field.prop;
}

function translateItems(value: unknown, { item }: Items, spot: Spot, translation: Translation): unknown {
  if (!hasShape(value, list(anything), spot, translation)) return undefined;
  return (value as readonly unknown[]).map((entry, index) => {
    const at = itemSpot(spot, index);
    noteOrigin(translation, at);
    return translate(entry, item, at, translation);
  });
}

function hasShape(value: unknown, shape: Shape, spot: Spot, { findings }: Translation): boolean {
  const issues: Issue[] = [];
  shape(value, spot.path, issues);
  const { manifest } = spot;
  findings.push(...issues.map(({ path, ...rest }) => ({ ...rest, origin: { manifest, path } })));
  return issues.length === 0;
}
