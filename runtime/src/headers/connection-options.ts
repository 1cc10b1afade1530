import { headerKey } from '../../../contract/header-names';

/**
 * Adds what one Connection field value names to `options`: header fields that go no further than this connection
 * (RFC 9110 section 7.6.1), as `headerKey`s. Undefined stays undefined where no field is named, as is usual.
 */
export function addConnectionOptions(
  options: Set<string> | undefined,
  value: string,
): Set<string> | undefined {
  if (value === 'keep-alive' || value === 'close') return options;
  return new Set([...(options ?? []), ...value.split(',').map((option) => headerKey(option.trim()))]);
}
