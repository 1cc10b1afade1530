import type { Transport } from '../../../contract/run-config';
import type { RunConfigLimits } from '../../../contract/limits';
import type { Authenticator } from '../auth/authenticator';
import type { CredentialSource } from '../credentials/credential-source';
import type { Exchanges } from './exchanges';
import type { RememberedRedirects } from '../target/redirect';
import type { StaysBehind } from '../headers/client-headers';
import type { InjectedHeaders } from '../headers/outbound-headers';
import type { SseRoutes } from '../sse/sse-routes';
import type { OriginRules } from '../http/origin-rules';
import type { Step } from './step';
import type { Target } from '../target/target-url';
import type { Logger } from '../telemetry/log';
import type { Records } from '../telemetry/records';
import type { RequestLog } from '../telemetry/request-log';
import type { Upstream } from '../upstream/upstream';

/** What every request of one proxy shares. */
export interface RemoteProxy {
  readonly target: Target;
  readonly transport: Transport;
  /** What a request goes through before it is sent to the remote, in order. */
  readonly steps: readonly Step[];
  readonly injected: InjectedHeaders;
  /** Which headers of clients stay here, whatever they say. */
  readonly staysBehind: StaysBehind;
  /** Which headers of the remote stay here then, since they are about what the client has not shown it. */
  readonly withholds: StaysBehind;
  /** Credentials for the remote that are got when they are needed. */
  readonly credentials: CredentialSource | undefined;
  /** This proxy in the Via fields of requests. */
  readonly via: string;
  readonly originRules: OriginRules;
  /** Missing where everyone may call. */
  readonly authenticator: Authenticator | undefined;
  readonly upstream: Upstream;
  /** Where the remote said for good that its endpoint is. */
  readonly redirects: RememberedRedirects;
  /** Present with the sse transport only. */
  readonly sse: SseRoutes | undefined;
  readonly limits: RunConfigLimits;
  readonly exchanges: Exchanges;
  /** Where every request ends. */
  readonly records: Records;
  readonly requestLog: RequestLog;
  readonly log: Logger;
  /** Set once, when the process has been asked to stop. */
  draining: boolean;
}
