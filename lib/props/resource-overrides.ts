/**
 * Labels and annotations to add to an object.
 *
 * Syntax as Kubernetes has it. A label or annotation the proxy sets itself cannot be given another value: selectors are
 * immutable, and the checksum annotation rolls the pods.
 */
export interface MetadataOverridesProps {
  /**
   * Labels to add.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations to add.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** An env var with a literal value. Values from Secrets are added with `proxy.deployment` and cdk8s-plus. */
export interface EnvVarProps {
  /**
   * Name of the variable: letters, digits, `-`, `_` and `.`, not beginning with a digit.
   *
   * Refused are a name given twice and the names the proxy sets itself: `TOOLHIVE_SECRETS_PROVIDER`,
   * `TOOLHIVE_SECRET_*` and `TOOLHIVE_OIDC_CLIENT_SECRET`. `XDG_CONFIG_HOME`, `HOME`, `TOOLHIVE_RUNTIME` and
   * `UNSTRUCTURED_LOGS` replace the default.
   */
  readonly name: string;

  /** The value, stored in the manifest in plain text. Kubernetes expands `$(OTHER_VAR)` in it. */
  readonly value: string;
}

/** Additions to the Deployment and its pods. */
export interface ProxyDeploymentOverridesProps extends MetadataOverridesProps {
  /**
   * Labels and annotations of the pods. Those of the Deployment do not reach them.
   *
   * @default - none
   */
  readonly podTemplateMetadataOverrides?: MetadataOverridesProps;

  /**
   * Env vars of the proxy's container.
   *
   * @default - none
   */
  readonly env?: EnvVarProps[];
}

/** Additions to the objects the proxy consists of. */
export interface ResourceOverridesProps {
  /**
   * Additions to the Deployment.
   *
   * @default - none
   */
  readonly proxyDeployment?: ProxyDeploymentOverridesProps;

  /**
   * Additions to the Service.
   *
   * @default - none
   */
  readonly proxyService?: MetadataOverridesProps;
}
