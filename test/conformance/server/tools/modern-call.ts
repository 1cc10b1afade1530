/** What calls offer on 2026-07-28, where a server asks the client by answering with an input-required result (SEP-2322). */
import { CLIENT_CAPABILITIES_META_KEY } from '@modelcontextprotocol/server';
import type {
  CallToolResult,
  InputRequiredResult,
  RequestStateCodec,
  ServerContext,
  ServerNotifier,
} from '@modelcontextprotocol/server';
import type { SkillsExtension } from '@modelcontextprotocol/server/ext/skills';
import { isRecord } from '../../../../contract/shape';
import type { Tasks } from '../tasks/task';
import type { Tool, ToolCall } from './tool';

/** What every call of one endpoint shares. */
export interface ModernServices {
  readonly notifier: ServerNotifier;
  readonly requestState: RequestStateCodec;
  readonly tasks: Tasks;
  readonly skills: SkillsExtension;
}

export interface ModernCall extends ToolCall, ModernServices {
  readonly request: ServerContext['mcpReq'];
  /** What the client declared for this one request. */
  readonly clientCapabilities: Readonly<Record<string, unknown>>;
}

export type ModernTool = Tool<ModernCall, CallToolResult | InputRequiredResult>;

export function toModernCall(
  args: Record<string, unknown>,
  request: ServerContext['mcpReq'],
  services: ModernServices,
): ModernCall {
  return {
    ...services,
    args,
    request,
    clientCapabilities: declaredCapabilities(request),
    async reportProgress(progress) {
      const progressToken = request._meta?.progressToken;
      if (progressToken === undefined) return;
      await request.notify({
        method: 'notifications/progress',
        params: { progressToken, progress, total: 100 },
      });
    },
  };
}

/** The SDK has checked the envelope before it calls, but types it as an empty object. */
export function declaredCapabilities({ envelope = {} }: ServerContext['mcpReq']): Record<string, unknown> {
  const declared = new Map<string, unknown>(Object.entries(envelope)).get(CLIENT_CAPABILITIES_META_KEY);
  return isRecord(declared) ? declared : {};
}
