/**
 * Which field values every runner sends as the same bytes: visible US-ASCII and inner spaces (RFC 9110 section 5.5).
 * Stricter than the grammar on purpose: a horizontal tab and obs-text are legal, and implementations disagree on them.
 */
import type { IssueCode } from './issue';

/** Why `value` cannot be a field value, or undefined when it can. The empty value is legal. */
export function refusedHeaderValue(value: string): IssueCode | undefined {
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    if (unit < 0x20 || unit === 0x7f) return 'ERR_HEADER_VALUE_CONTROL';
  }
  if (value.startsWith(' ') || value.endsWith(' ')) return 'ERR_HEADER_VALUE_WHITESPACE';
  for (let i = 0; i < value.length; i++) {
    if (value.charCodeAt(i) > 0x7e) return 'ERR_HEADER_VALUE_NON_ASCII';
  }
  return undefined;
}
