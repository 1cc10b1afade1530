import type { RunConfigOidc } from '../../contract/run-config';
import { toOidcConfig } from '../../contract/oidc-rules';
import { AUDIENCE } from './test-issuer';

/** An issuer on loopback, over http, as tests have it. */
export function toOidc(issuer: string, changes: Partial<RunConfigOidc> = {}): RunConfigOidc {
  return toOidcConfig({
    Issuer: issuer,
    Audience: AUDIENCE,
    AllowPrivateIP: true,
    InsecureAllowHTTP: true,
    ResourceURL: 'https://proxy.example.com/mcp',
    ...changes,
  });
}
