import type { Dispatcher } from 'undici';
import type { Transport } from '../../contract/run-config';
import type { Logger } from './telemetry/log';
import type { RunConfigLimits } from '../../contract/limits';
import type { IdleWatch } from './exchange/idle-watch';
import type { OriginRules } from './steps/origin-check';
import type { InjectedHeaders } from './headers/outbound-headers';
import type { SseRoutes } from './sse/sse-routes';
import type { Target } from './steps/target-url';

/** What every request of one proxy shares. */
export interface Proxy {
  readonly target: Target;
  readonly transport: Transport;
  readonly injected: InjectedHeaders;
  readonly originRules: OriginRules;
  readonly upstream: Dispatcher;
  /** Present with the sse transport only. */
  readonly sse: SseRoutes | undefined;
  readonly limits: RunConfigLimits;
  readonly watch: IdleWatch;
  readonly log: Logger;
  /** Exchanges in progress. */
  readonly exchanges: Set<{ abort(): void }>;
  /** Set once, when the process has been asked to stop. */
  draining: boolean;
}
