/** Where secret values come from. */
export interface SecretsProvider {
  /** The value of a secret, or undefined when there is none; an empty value counts as none, as ToolHive has it. */
  get(id: string): string | undefined;
  /** Where a person would look for the secret of `id`, such as the name of an env var. */
  locate(id: string): string;
}

export type Environment = Readonly<Record<string, string | undefined>>;
