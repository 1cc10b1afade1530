/** The cdk8s app of the demo, which `examples/demo/main.ts` synthesizes. */
import { App, Chart } from 'cdk8s';
import { McpRemoteProxy } from 'cdk8s-mcp-remote-proxy';
import { HEADER_FORWARD, NAMESPACE, PROXY_NAME, REMOTE_URL_ENV } from './definition';

const remoteUrl = process.env[REMOTE_URL_ENV];
if (remoteUrl === undefined) throw new Error(`${REMOTE_URL_ENV} is not set`);

const app = new App();
const chart = new Chart(app, 'demo', { namespace: NAMESPACE });
new McpRemoteProxy(chart, PROXY_NAME, {
  remoteUrl,
  headerForward: HEADER_FORWARD,
  // The most talkative log there is, so that the demo can show that no secret is in it.
  resourceOverrides: { proxyDeployment: { env: [{ name: 'TOOLHIVE_DEBUG', value: 'true' }] } },
});
app.synth();
