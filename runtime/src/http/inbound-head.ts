/** What the request path has to know of a client's header section before it builds the outbound one. */
import type { BodyFraming } from '../exchange/request-body';
import { addConnectionOptions } from '../headers/connection-options';

export interface InboundHead extends BodyFraming {
  /** Size of the header section. Node's own limit leaves out what separates the fields. */
  readonly bytes: number;
  /** Names listed in Connection, as `headerKey`s. */
  readonly connectionOptions: ReadonlySet<string> | undefined;
  /** Every Origin field value; more than one is never legitimate. */
  readonly origins: readonly string[];
  /** Every Transfer-Encoding field value; `chunked` alone is understood (RFC 9112 section 6.1). */
  readonly codings: readonly string[];
  /** Every Host field value; RFC 9112 section 3.2 allows one. */
  readonly hosts: readonly string[];
}

/** `: ` and CRLF. */
const FIELD_OVERHEAD = 4;

const NONE: readonly string[] = [];

/** Reads the raw header list (names and values in turn) once, looking only at names of the lengths that matter. */
export function readInboundHead(raw: readonly string[]): InboundHead {
  let bytes = 0;
  let length: number | undefined;
  let connectionOptions: Set<string> | undefined;
  let origins = NONE;
  let hosts = NONE;
  let codings = NONE;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] as string;
    const value = raw[i + 1] as string;
    bytes += name.length + value.length + FIELD_OVERHEAD;
    if (is(name, 'host')) hosts = [...hosts, value];
    else if (is(name, 'origin')) origins = [...origins, value];
    else if (is(name, 'connection')) connectionOptions = addConnectionOptions(connectionOptions, value);
    else if (is(name, 'content-length')) length = Number(value);
    else if (is(name, 'transfer-encoding')) codings = [...codings, value.toLowerCase()];
  }
  return { bytes, length, chunked: codings.length > 0, codings, connectionOptions, origins, hosts };
}

function is(name: string, lowerCase: string): boolean {
  return name.length === lowerCase.length && name.toLowerCase() === lowerCase;
}
