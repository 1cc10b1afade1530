/** The operator's labels: selectors cannot be changed later, so they must be right from the start. */

/** Labels of Deployment, pods and Service, and the selector of both. */
export function baseLabels(name: string): Record<string, string> {
  return {
    app: 'mcpremoteproxy',
    'app.kubernetes.io/name': 'mcpremoteproxy',
    'app.kubernetes.io/instance': name,
    toolhive: 'true',
    'toolhive-name': name,
  };
}

/** Labels of the ConfigMap, part of its checksum. */
export function runConfigLabels(name: string): Record<string, string> {
  return {
    'toolhive.stacklok.io/component': 'run-config',
    'toolhive.stacklok.io/mcp-remote-proxy': name,
    'toolhive.stacklok.io/managed-by': 'toolhive-operator',
  };
}
