/** Shared by the tests of the commands about custom resources. */
import { CONSTRUCTS_PROGRAM, runCommand } from '../../support/run-command';
import type { CommandResult } from '../../support/run-command';

interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
}

export function run(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  return runCommand(args, { ...options, program: CONSTRUCTS_PROGRAM });
}

export const SEARCH = `apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPRemoteProxy
metadata:
  name: search
  namespace: tools
spec:
  remoteUrl: https://mcp.example.com/mcp
  oidcConfigRef: { name: company, audience: search, scopes: [tools] }
  replicas: 2
  headerForward:
    addPlaintextHeaders: { X-Tenant-ID: tenant-456, __proto__: odd }
`;

export const FETCH = `apiVersion: toolhive.stacklok.dev/v1alpha1
kind: MCPRemoteProxy
metadata: { name: fetch }
spec:
  remoteURL: https://fetch.example.com/mcp
  oidcConfig: { type: kubernetes }
`;

export const COMPANY = `apiVersion: toolhive.stacklok.dev/v1beta1
kind: MCPOIDCConfig
metadata: { name: company }
spec:
  type: inline
  inline: { issuer: 'https://auth.example.com' }
---
apiVersion: v1
kind: Secret
metadata: { name: api-key-secret }
stringData: { api-key: hunter2 }
`;
