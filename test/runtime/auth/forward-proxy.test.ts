/** Issuers outside are reached the way the remote is; what is inside the cluster never leaves it. */
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import type { RunConfigOidc } from '../../../contract/run-config';
import { resolveAuthentication } from '../../../runtime/src/config/resolve-authentication';
import { CA_FILE, readCredentials } from '../../support/certificates';
import { ForwardProxy } from '../../support/forward-proxy';
import { createSigningKey, startTestIssuer } from '../../support/test-issuer';
import type { SigningKey, TlsFiles } from '../../support/test-issuer';
import { toOidc } from '../../support/to-oidc';
import { AuthRig } from './rig';

let key: SigningKey;

beforeAll(async () => {
  key = await createSigningKey('key');
});

const toConfig = (oidc_config: RunConfigOidc) => ({
  ...{ schema_version: 'v0.1.0', remote_url: 'https://mcp.example.com/mcp', name: 'x', host: '', port: 1 },
  transport: 'streamable-http' as const,
  oidc_config,
});

it.each<[string, string, TlsFiles | undefined, Partial<RunConfigOidc>]>([
  ['http', 'HTTP_PROXY', undefined, {}],
  ['https', 'HTTPS_PROXY', readCredentials('good'), { CACertPath: CA_FILE }],
])('an issuer on %s is reached through %s', async (_scheme, variable, tls, changes) => {
  const forwardProxy = await new ForwardProxy().listen();
  const issuer = await startTestIssuer([key], tls);
  onTestFinished(() => Promise.all([forwardProxy.close(), issuer.close()]).then(() => {}));
  const oidc = toOidc(issuer.url, changes);
  const { findForwardProxy } = resolveAuthentication(toConfig(oidc), { [variable]: forwardProxy.url() });
  const rig = new AuthRig(oidc, { findForwardProxy });
  expect(await rig.ask(await issuer.sign(key))).toBe('ok');
  const { host } = new URL(issuer.url);
  expect(forwardProxy.requestLines[0]).toContain(host);
});

it.each(['https://kubernetes.default.svc', 'https://kubernetes.default.svc.cluster.local:6443'])(
  '%s is reached directly',
  (Issuer) => {
    const env = { HTTPS_PROXY: 'http://proxy.example.com:3128' };
    const { findForwardProxy } = resolveAuthentication(toConfig(toOidc(Issuer)), env);
    expect(findForwardProxy(Issuer)).toBeUndefined();
    expect(findForwardProxy('https://auth.example.com')).toMatchObject({
      origin: 'http://proxy.example.com:3128',
    });
  },
);

it('is refused at start when it is no URL', () => {
  const { issues } = resolveAuthentication(toConfig(toOidc('https://auth.example.com')), {
    HTTPS_PROXY: 'x',
  });
  expect(issues).toMatchObject([{ code: 'ERR_FORWARD_PROXY_INVALID', path: 'HTTPS_PROXY' }]);
});

it.each([
  [{ TOOLHIVE_OIDC_CLIENT_SECRET: 'abc\n' }, 'abc'],
  [{ TOOLHIVE_OIDC_CLIENT_SECRET: '' }, undefined],
  [{}, undefined],
])('the client secret in %j', (env, secret) => {
  const { clientSecret } = resolveAuthentication(toConfig(toOidc('https://auth.example.com')), env);
  expect(clientSecret?.reveal()).toBe(secret);
});
