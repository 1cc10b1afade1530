/** `convert --language python`; `npm run python` runs what it prints. */
import { expect, it } from 'vitest';
import { STRUCTS } from '../../../cli/convert/render-python';
import type { Field } from '../../../lib/custom-resource/field';
import { mcpExternalAuthConfig } from '../../../lib/custom-resource/external-auth-fields';
import { v1alpha1 } from '../../../lib/custom-resource/v1alpha1';
import { v1beta1 } from '../../../lib/custom-resource/v1beta1';
import { COMPANY, run, SEARCH } from './support';

it('prints one argument a line, with the names jsii gives them', async () => {
  const input = `${SEARCH}---\n${COMPANY}`;
  const { code, stdout } = await run(['convert', '-f', '-', '--language', 'python'], { input });
  expect(code).toBe(0);
  expect(stdout).toBe(`from cdk8s import App, Chart
from cdk8s_mcp_remote_proxy import (
    HeaderForwardProps,
    InlineOidcProps,
    McpRemoteProxy,
    OidcConfigProps,
)

app = App()

chart = Chart(app, "search", namespace="tools")
McpRemoteProxy(
    chart,
    "search",
    remote_url="https://mcp.example.com/mcp",
    oidc_config=OidcConfigProps(
        type="inline",
        inline=InlineOidcProps(
            issuer="https://auth.example.com",
            audience="search",
            scopes=[
                "tools",
            ],
        ),
    ),
    replicas=2,
    header_forward=HeaderForwardProps(
        add_plaintext_headers={
            "X-Tenant-ID": "tenant-456",
            "__proto__": "odd",
        },
    ),
)

app.synth()
`);
});

it('speaks no other language', async () => {
  const { code, stderr } = await run(['convert', '-f', '-', '--language', 'cobol'], { input: SEARCH });
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed choices are typescript, python');
});

/** Names of the props that are objects of known fields, or lists of them. */
function structsOf(name: string, field: Field): string[] {
  if (field.is === 'items') return structsOf(field.prop ?? name, field.item);
  if (field.is !== 'members') return [];
  const below = Object.entries(field.fields).flatMap(([member, inner]) => structsOf(member, inner));
  return [field.prop ?? name, ...below];
}

it('has a class for every object a resource can become', () => {
  const refused = [
    'audit',
    'telemetry',
    'openTelemetry',
    'metrics',
    'tracing',
    'prometheus',
    'sessionStorage',
  ];
  const noProps = ['', 'externalAuthConfigRef', 'imagePullSecrets', ...refused];
  const names = [v1alpha1, v1beta1, mcpExternalAuthConfig].flatMap((table) => structsOf('', table));
  expect([...new Set(names)].filter((name) => !noProps.includes(name)).sort()).toEqual(
    Object.keys(STRUCTS).sort(),
  );
});
