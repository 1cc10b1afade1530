import { Chart, Duration, Size } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import type { Construct } from 'constructs';

/** Large documents, tools that take their time, and a web page among the clients. */
export class Limits extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'toolhive' });
    new McpRemoteProxy(this, 'limits-proxy', {
      remoteUrl: 'https://mcp.example.com/mcp',
      allowedOrigins: ['https://chat.example.com'],
      limits: {
        requestBody: Size.mebibytes(32),
        requestTimeout: Duration.minutes(5),
        responseHeaderTimeout: Duration.minutes(30),
        eventStreamIdleTimeout: Duration.hours(1),
      },
      // What a tool call may take before a rollout or a drained node cuts it.
      terminationGracePeriod: Duration.minutes(30),
    });
  }
}
