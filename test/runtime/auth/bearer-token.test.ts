import { expect, it } from 'vitest';
import { readBearerToken } from '../../../runtime/src/auth/bearer-token';

const flaw = (code: string, cause: string) => ({ kind: 'flaw', flaw: { code, cause } });
const token = (text: string) => ({ kind: 'token', token: text });

const NONE = flaw('ERR_AUTH_TOKEN_MISSING', 'NO_TOKEN');
const SEVERAL = flaw('ERR_AUTH_REQUEST', 'SEVERAL_CREDENTIALS');
const MALFORMED = flaw('ERR_AUTH_TOKEN_INVALID', 'NOT_A_JWT');

it.each<[string, string[], unknown]>([
  ['a token', ['Authorization', 'Bearer a.b-c_d~e+f/g=='], token('a.b-c_d~e+f/g==')],
  ['any case', ['AUTHORIZATION', 'bEARER abc'], token('abc')],
  ['several spaces', ['authorization', 'Bearer   abc'], token('abc')],
  ['other fields around it', ['Host', 'x', 'Authorization', 'Bearer abc', 'Cookie', 'y'], token('abc')],
  ['no field', ['Host', 'x'], NONE],
  ['nothing in it', ['Authorization', ''], NONE],
  ['a scheme alone', ['Authorization', 'Bearer'], NONE],
  ['another scheme', ['Authorization', 'Basic dXNlcjpwYXNz'], NONE],
  ['a longer scheme', ['Authorization', 'BearerX abc'], NONE],
  ['no scheme', ['Authorization', 'abc'], NONE],
  ['a field of another name', ['X-Authorization', 'Bearer abc'], NONE],
  ['a name with an underscore', ['Proxy_Authorization', 'Bearer abc'], NONE],
  ['two fields', ['Authorization', 'Bearer abc', 'authorization', 'Bearer abc'], SEVERAL],
  ['two fields of which one is empty', ['Authorization', 'Bearer abc', 'authorization', ''], SEVERAL],
  ['two tokens', ['Authorization', 'Bearer abc def'], MALFORMED],
  ['two credentials in one field', ['Authorization', 'Bearer abc, Bearer def'], MALFORMED],
  ['a tab', ['Authorization', 'Bearer \tabc'], MALFORMED],
  ['JSON', ['Authorization', 'Bearer {"payload":""}'], MALFORMED],
  ['quotes', ['Authorization', 'Bearer "abc"'], MALFORMED],
  ['padding in the middle', ['Authorization', 'Bearer a=b'], MALFORMED],
  ['other letters', ['Authorization', 'Bearer ä'], MALFORMED],
  ['one mebibyte', ['Authorization', `Bearer ${'a'.repeat(1024 * 1024)}`], MALFORMED],
])('%s', (_what, raw, expected) => expect(readBearerToken(raw)).toEqual(expected));
