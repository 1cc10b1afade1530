/** The operator's names, so that our YAML applies over its objects. */
export interface ObjectNames {
  readonly serviceAccount: string;
  readonly runConfig: string;
  readonly deployment: string;
  readonly service: string;
}

export function objectNames(name: string): ObjectNames {
  return {
    serviceAccount: `${name}-remote-proxy-runner`,
    runConfig: `${name}-runconfig`,
    deployment: name,
    service: `mcp-${name}-remote-proxy`,
  };
}
