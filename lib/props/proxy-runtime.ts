/** How the bundled runtime is brought into the pod. */
export interface BundledRuntimeOptions {
  /**
   * Image with Node 22.19 or later as `node` on its `PATH`: name, with registry, tag and digest as needed, such as that of
   * a mirror. Nothing else of it is used, a shell included.
   *
   * @default 'node:26-slim'
   */
  readonly nodeImage?: string;

  /**
   * Name of the ConfigMap, in front of the digest of its content: a DNS label of at most 46 characters. Apps that share a
   * namespace share the ConfigMap as well, unless they give it names of their own; they should where each of them is pruned
   * by itself, because the pruning of one would take it from the others.
   *
   * @default 'mcp-remote-proxy-runtime'
   */
  readonly configMapName?: string;
}

/** An image, and who starts it. */
export interface ImageOptions {
  readonly image: string;
}

/** @internal */
export type RuntimeChoice =
  | { readonly kind: 'bundled'; readonly options: BundledRuntimeOptions }
  | { readonly kind: 'image' | 'toolhive'; readonly options: ImageOptions };

/** What runs in the container of a proxy. */
export class ProxyRuntime {
  /**
   * This project's runtime on a stock Node image: nothing to build, nothing to push. It comes with the manifest, as an
   * immutable ConfigMap named by the digest of its content, in a chart of its own for each namespace of the app.
   */
  public static bundled(options: BundledRuntimeOptions = {}): ProxyRuntime {
    return new ProxyRuntime({ kind: 'bundled', options });
  }

  /**
   * An image that has this project's runtime as its entry point, as docs/image.md tells to make it. The prop `image` is
   * short for this.
   *
   * @param image name, with registry, tag and digest as needed
   */
  public static fromImage(image: string): ProxyRuntime {
    return new ProxyRuntime({ kind: 'image', options: { image } });
  }

  /**
   * ToolHive's own runner, such as `ghcr.io/stacklok/toolhive/proxyrunner:v0.8.1`. What it would ignore is refused:
   * `requiredScopes`, `clientCredentials`, `clientHeaders`, `allowedOrigins`, `remoteCaBundleRef` and `limits`. It gets the
   * token of its ServiceAccount, without which it does not start.
   *
   * @param image name, with registry, tag and digest as needed
   */
  public static toolhive(image: string): ProxyRuntime {
    return new ProxyRuntime({ kind: 'toolhive', options: { image } });
  }

  /** @internal */
  public readonly _choice: RuntimeChoice;

  private constructor(choice: RuntimeChoice) {
    this._choice = choice;
  }
}
