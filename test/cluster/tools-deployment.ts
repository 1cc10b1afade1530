/** The suite's own programs in the cluster: one Deployment that is the back end, and in whose pod the clients are run. */
import { join } from 'node:path';
import type { Chart } from 'cdk8s';
import { Duration, Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { build } from 'esbuild';
import { BUNDLED_RUNTIME_COMMAND, BUNDLED_RUNTIME_DIR } from '../../contract/bundled-runtime';
import { packProgram } from '../../runtime/bundle/pack';

/** Name of all its objects. */
export const TOOLS = 'tools';

/**
 * Often, as the proxies are: a node whose bridge gets another hardware address when a pod comes or goes is found again by its
 * pods when it sends them something. And patient: without a back end nothing can be tried.
 */
const PROBE: kplus.HttpGetProbeOptions = {
  periodSeconds: Duration.seconds(1),
  timeoutSeconds: Duration.seconds(5),
  failureThreshold: 10,
};

export type PackedProgram = Readonly<Record<string, string | Uint8Array>>;

export async function packTools(): Promise<PackedProgram> {
  return packProgram(await bundleTools());
}

async function bundleTools(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'tools/main.ts')],
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    write: false,
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');" },
  });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('nothing was bundled');
  return file.contents;
}

export function createTools(chart: Chart, files: PackedProgram): void {
  const binaryData = Object.entries(files).map(([name, data]) => [
    name,
    Buffer.from(data).toString('base64'),
  ]);
  // cdk8s-plus compiles without exactOptionalPropertyTypes, which tells its class and its interface apart.
  const program = new kplus.ConfigMap(chart, 'program', {
    metadata: { name: TOOLS },
    binaryData: Object.fromEntries(binaryData) as Record<string, string>,
  }) as kplus.IConfigMap;
  const deployment = new kplus.Deployment(chart, TOOLS, {
    metadata: { name: TOOLS },
    replicas: 1,
    automountServiceAccountToken: false,
    securityContext: { user: 1000, group: 1000, ensureNonRoot: true },
  });
  deployment.addContainer({
    name: TOOLS,
    image: 'node:26-slim',
    imagePullPolicy: kplus.ImagePullPolicy.IF_NOT_PRESENT,
    command: [...BUNDLED_RUNTIME_COMMAND],
    args: ['serve'],
    portNumber: 8080,
    resources: { memory: { limit: Size.mebibytes(512) } },
    startup: kplus.Probe.fromHttpGet('/healthz', { port: 8080, ...PROBE }),
    readiness: kplus.Probe.fromHttpGet('/healthz', { port: 8080, ...PROBE }),
    volumeMounts: [{ path: BUNDLED_RUNTIME_DIR, volume: kplus.Volume.fromConfigMap(chart, 'v', program) }],
    securityContext: {
      user: 1000,
      group: 1000,
      capabilities: { drop: [kplus.Capability.ALL] },
      seccompProfile: { type: kplus.SeccompProfileType.RUNTIME_DEFAULT },
    },
  });
  new kplus.Service(chart, 'service', {
    metadata: { name: TOOLS },
    ports: [{ port: 8080 }],
    selector: deployment,
  });
}
