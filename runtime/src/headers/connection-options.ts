import { headerKey } from '../../../contract/header-names';

/** As many fields as a header section may have, and names as its Connection fields may list; servers take 100 or so. */
export const MAX_FIELDS = 256;
export const MAX_CONNECTION_OPTIONS = 64;

/**
 * Adds what one Connection field value names to `options`: header fields that go no further than this connection
 * (RFC 9110 section 7.6.1), as `headerKey`s. Undefined stays undefined where no field is named, as is usual. Of too
 * many no more is read than tells that they are.
 */
export function addConnectionOptions(
  options: Set<string> | undefined,
  value: string,
): Set<string> | undefined {
  if (value === 'keep-alive' || value === 'close') return options;
  const all = options ?? new Set<string>();
  if (hasTooManyOptions(all)) return all;
  for (const option of value.split(',', MAX_CONNECTION_OPTIONS + 1)) all.add(headerKey(option.trim()));
  return all;
}

export function hasTooManyOptions(options: ReadonlySet<string> | undefined): boolean {
  return options !== undefined && options.size > MAX_CONNECTION_OPTIONS;
}
