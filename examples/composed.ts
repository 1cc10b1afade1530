import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import type { Construct } from 'constructs';

/** The proxy's objects are cdk8s-plus objects: whatever cdk8s-plus builds on a Deployment or a Service fits on top. */
export class Composed extends Chart {
  public constructor(scope: Construct, id: string) {
    super(scope, id, { namespace: 'toolhive' });
    const proxy = new McpRemoteProxy(this, 'composed-proxy', {
      remoteUrl: 'https://mcp.example.com/mcp',
      headerForward: {
        addHeadersFromSecret: [
          { headerName: 'X-API-Key', valueSecretRef: { name: 'api-key-secret', key: 'api-key' } },
        ],
      },
      image: 'registry.example.com/platform/mcp-remote-proxy:0.1.0',
      resources: { requests: { cpu: '100m' }, limits: { memory: '512Mi' } },
    });

    new kplus.HorizontalPodAutoscaler(this, 'autoscaler', {
      metadata: { name: 'composed-proxy' },
      target: proxy.deployment,
      minReplicas: 2,
      maxReplicas: 6,
      metrics: [kplus.Metric.resourceCpu(kplus.MetricTarget.averageUtilization(70))],
    });

    const ingress = new kplus.Ingress(this, 'ingress', { metadata: { name: 'composed-proxy' } });
    ingress.addHostRule('mcp.platform.example.com', '/', kplus.IngressBackend.fromService(proxy.service));
  }
}
