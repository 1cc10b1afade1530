/** A proxy that everybody may call: is it meant so? */
import type { OidcConfigProps } from '../props/oidc';
import type { Loose } from './loose';

export interface OpenAccess {
  /** `type: 'none'` is there. */
  readonly isWrittenOut: boolean;
  /** What is there beside it, which would guard nothing. */
  readonly withoutEffect: readonly string[];
}

/** Undefined where an `oidcConfig` says who may call. */
export function toOpenAccess(props: Loose<OidcConfigProps> | undefined): OpenAccess | undefined {
  if (props === undefined) return { isWrittenOut: false, withoutEffect: [] };
  const { type, ...rest } = props;
  if (type !== 'none') return undefined;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return { isWrittenOut: true, withoutEffect: given.map(([name]) => name) };
}
