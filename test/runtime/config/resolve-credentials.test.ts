import { expect, it } from 'vitest';
import {
  CLIENT_CREDENTIALS_CLIENT_SECRET_ENV,
  TOKEN_EXCHANGE_CLIENT_SECRET_ENV,
} from '../../../contract/credential-rules';
import type { RunConfig } from '../../../contract/run-config';
import { resolveCredentials } from '../../../runtime/src/config/resolve-credentials';
import { MINIMAL } from '../../contract/run-configs';

const REQUEST = { token_url: 'https://auth.example.com/token', client_id: 'proxy' };
const EXCHANGE = { ...MINIMAL, token_exchange_config: REQUEST } as unknown as RunConfig;
const OWN = { ...MINIMAL, client_credentials_config: REQUEST } as unknown as RunConfig;

it.each([
  ['an exchange without one, by a public client', EXCHANGE, {}, undefined],
  ['an exchange', EXCHANGE, { [TOKEN_EXCHANGE_CLIENT_SECRET_ENV]: 'secret\n' }, 'secret'],
  ['client credentials', OWN, { [CLIENT_CREDENTIALS_CLIENT_SECRET_ENV]: 'secret' }, 'secret'],
])('takes the client secret of %s', (_what, config, env, secret) => {
  const { clientSecret, issues } = resolveCredentials(config, env);
  expect([clientSecret?.reveal(), issues]).toEqual([secret, []]);
});

it.each([
  ['client credentials without one', OWN, {}, 'client_credentials_config'],
  ...['', ' ', '\n'].flatMap((blank): [string, RunConfig, Record<string, string>, string][] => [
    [
      'client credentials',
      OWN,
      { [CLIENT_CREDENTIALS_CLIENT_SECRET_ENV]: blank },
      'client_credentials_config',
    ],
    ['an exchange', EXCHANGE, { [TOKEN_EXCHANGE_CLIENT_SECRET_ENV]: blank }, 'token_exchange_config'],
  ]),
])('refuses a blank client secret of %s', (_what, config, env, path) => {
  expect(resolveCredentials(config, env).issues).toMatchObject([{ code: 'ERR_SECRET_MISSING', path }]);
});
