/** What runs in the container: which image, started how. */
import type {
  BundledRuntimeOptions,
  ImageOptions,
  ProxyRuntime,
  RuntimeChoice,
} from '../props/proxy-runtime';
import { everythingIsRead } from './loose';
import type { Loose } from './loose';

const DEFAULT_NODE_IMAGE = 'node:26-slim';
export const DEFAULT_CONFIG_MAP_NAME = 'mcp-remote-proxy-runtime';

export interface RuntimeDefinition {
  readonly kind: RuntimeChoice['kind'];
  readonly image: string;
  /** Where the user wrote the image. */
  readonly imagePath: string;
  /** Name of the ConfigMap in front of its digest, where the runtime is bundled. */
  readonly configMapName: string | undefined;
  /** Both `image` and `runtime` are given. */
  readonly isAmbiguous: boolean;
}

/** By what it has, not by class: an app may hold several copies of this package. */
export function isProxyRuntime(value: unknown): value is ProxyRuntime {
  return typeof value === 'object' && value !== null && '_choice' in value;
}

export function toRuntime(runtime: ProxyRuntime | undefined, image: string | undefined): RuntimeDefinition {
  const isAmbiguous = runtime !== undefined && image !== undefined;
  const choice: RuntimeChoice = runtime?._choice ?? toChoice(image);
  const definition =
    choice.kind === 'bundled' ? toBundled(choice.options) : toImage(choice.kind, choice.options);
  return { ...definition, imagePath: runtime === undefined ? 'image' : definition.imagePath, isAmbiguous };
}

function toChoice(image: string | undefined): RuntimeChoice {
  return image === undefined ? { kind: 'bundled', options: {} } : { kind: 'image', options: { image } };
}

type Definition = Omit<RuntimeDefinition, 'isAmbiguous'>;

function toBundled(options: Loose<BundledRuntimeOptions>): Definition {
  const { nodeImage = DEFAULT_NODE_IMAGE, configMapName = DEFAULT_CONFIG_MAP_NAME, ...leftOver } = options;
  everythingIsRead(leftOver);
  return { kind: 'bundled', image: nodeImage, imagePath: 'runtime.nodeImage', configMapName };
}

function toImage(kind: 'image' | 'toolhive', options: Loose<ImageOptions>): Definition {
  const { image = '', ...leftOver } = options;
  everythingIsRead(leftOver);
  return { kind, image, imagePath: 'runtime.image', configMapName: undefined };
}
