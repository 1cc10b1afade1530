/** Header names and values as a caller might send them, leaning towards those that matter. */
import fc from 'fast-check';

const TOKEN_CHARACTERS = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

export const token = fc.string({
  unit: fc.constantFrom(...Array.from(TOKEN_CHARACTERS)),
  minLength: 1,
  maxLength: 12,
});

/** `name` in other cases, and with `_` for some of its `-`. */
export function spellingOf(name: string): fc.Arbitrary<string> {
  const letters = Array.from(name).map((letter) =>
    fc.constantFrom(letter.toLowerCase(), letter.toUpperCase(), letter === '-' ? '_' : letter),
  );
  return fc.tuple(...letters).map((spelt) => spelt.join(''));
}

export const NAMES_THAT_MATTER = [
  'X-API-Key',
  'X-Tenant-ID',
  'Connection',
  'Keep-Alive',
  'Proxy-Connection',
  'Transfer-Encoding',
  'Content-Length',
  'Host',
  'TE',
  'Trailer',
  'Upgrade',
  'Expect',
  'Forwarded',
  'X-Forwarded-For',
  'X-Real-IP',
  'X-Original-URL',
] as const;

export const headerName = fc.oneof(token, fc.constantFrom(...NAMES_THAT_MATTER).chain(spellingOf));

/** What HTTP lets through in a field value: visible characters, space, tab and obs-text (RFC 9110 section 5.5). */
export const inboundValue = fc.string({
  unit: fc
    .integer({ min: 0x20, max: 0xff })
    .map((code) => (code === 0x7f ? '\t' : String.fromCharCode(code))),
  maxLength: 24,
});

const optionalSpace = fc.constantFrom('', ' ', '\t', ' \t ');

/** A Connection field value that lists some names. */
export const connectionValue = fc
  .array(fc.tuple(optionalSpace, fc.oneof(headerName, fc.constant('')), optionalSpace), { maxLength: 6 })
  .map((options) => options.map((parts) => parts.join('')).join(','));

/** A raw header list as Node hands it over: names and values in turn. */
export const inboundHeaders = fc
  .array(
    fc.oneof(
      fc.tuple(headerName, inboundValue),
      fc.tuple(fc.constant('Connection').chain(spellingOf), connectionValue),
    ),
    { maxLength: 16 },
  )
  .map((headers) => headers.flat());
