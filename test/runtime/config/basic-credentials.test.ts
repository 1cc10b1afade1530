import { expect, it } from 'vitest';
import { buildBasicCredentials, buildClientCredentials } from '../../../runtime/src/config/basic-credentials';
import { Secret } from '../../../runtime/src/config/secret';

const decode = (value: string): string => Buffer.from(value.slice('Basic '.length), 'base64').toString();

it('the example of RFC 7617 section 2', () =>
  expect(buildBasicCredentials('Aladdin', 'open sesame')).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=='));

it('in UTF-8', () => expect(decode(buildBasicCredentials('test', '123£'))).toBe('test:123£'));

it('of a client of an authorization server, form-encoded so that the colon between them is the only one', () =>
  expect(decode(buildClientCredentials('a:b c', new Secret('é%+&:')))).toBe('a%3Ab+c:%C3%A9%25%2B%26%3A'));
