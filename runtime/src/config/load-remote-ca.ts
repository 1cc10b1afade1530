import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { errorCode } from '../errors';

export interface RemoteCa {
  readonly pem?: string;
  readonly issues?: readonly Issue[];
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Reads the extra certificate authorities. TLS libraries skip what they cannot read in silence; this does not. */
export function loadRemoteCa(file: string | undefined): RemoteCa {
  if (!file) return {};
  try {
    const pem = readFileSync(file, 'utf8');
    return parseCertificates(pem).length > 0 ? { pem } : { issues: [unreadable('holds no certificate')] };
  } catch (error) {
    return { issues: [unreadable(`cannot be read (${errorCode(error)})`)] };
  }
}

/** The certificates of a PEM text; throws when one cannot be read. */
export function parseCertificates(pem: string): X509Certificate[] {
  return (pem.match(CERTIFICATE) ?? []).map((certificate) => new X509Certificate(certificate));
}

function unreadable(what: string): Issue {
  const hint = 'mount a file of PEM certificates (-----BEGIN CERTIFICATE-----) at this path';
  return issue('ERR_REMOTE_CA_UNREADABLE', 'remote_ca_file', what, hint);
}
