/** The certificates of test/faults/certs: good, expired and wrong-name are signed by ca, self-signed is not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../faults/certs');

/** For `remote_ca_file`: nobody else knows this authority. */
export const CA_FILE = join(FOLDER, 'ca.pem');

export interface Credentials {
  readonly cert: string;
  readonly key: string;
}

export type CertificateName = 'good' | 'expired' | 'wrong-name' | 'self-signed';

export function readCredentials(name: CertificateName): Credentials {
  const read = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
  return { cert: read(`${name}.pem`), key: read(`${name}.key.pem`) };
}
