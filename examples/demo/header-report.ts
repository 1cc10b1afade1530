/** What the remote should have received beside what it did receive. */
import type { HeaderForwardProps } from 'cdk8s-mcp-remote-proxy';
import { headerKey } from '../../contract/header-names';
import { renderTable } from '../../cli/table';
import type { RawHeaders } from './recording-server';
import type { ThrowAwaySecrets } from './throw-away-secrets';

export interface ExpectedHeader {
  readonly name: string;
  readonly source: string;
  readonly value: string;
}

export interface HeaderFinding {
  readonly header: ExpectedHeader;
  /** Requests that had the header with exactly its value. */
  readonly received: number;
  /** Requests that had it once, counting every spelling of its name. */
  readonly once: number;
  readonly requests: number;
}

export function buildExpectedHeaders(
  { addPlaintextHeaders = {}, addHeadersFromSecret = [] }: HeaderForwardProps,
  secrets: ThrowAwaySecrets,
): ExpectedHeader[] {
  return [
    ...Object.entries(addPlaintextHeaders).map(([name, value]) => ({ name, source: 'plain text', value })),
    ...addHeadersFromSecret.map(({ headerName, valueSecretRef }) => ({
      name: headerName,
      source: `Secret ${valueSecretRef.name}, key ${valueSecretRef.key}`,
      value: secrets.valueOf(valueSecretRef),
    })),
  ];
}

export function compareHeaders(
  expected: readonly ExpectedHeader[],
  requests: readonly RawHeaders[],
): HeaderFinding[] {
  return expected.map((header) => {
    const values = requests.map((raw) => valuesOf(header.name, raw));
    return {
      header,
      received: values.filter((found) => found.includes(header.value)).length,
      once: values.filter((found) => found.length === 1).length,
      requests: requests.length,
    };
  });
}

function valuesOf(name: string, raw: RawHeaders): string[] {
  return raw.filter(
    (_value, index) => index % 2 === 1 && headerKey(raw[index - 1] ?? '') === headerKey(name),
  );
}

export function isAsExpected({ received, once, requests }: HeaderFinding): boolean {
  return requests > 0 && received === requests && once === requests;
}

export function renderFindings(findings: readonly HeaderFinding[]): string {
  const rows = findings.map(({ header, received, once, requests }) => [
    header.name,
    header.source,
    yesNo(received, requests),
    yesNo(once, requests),
  ]);
  return renderTable(['HEADER', 'SOURCE', 'RECEIVED', 'EXACTLY ONCE'], rows);
}

function yesNo(count: number, requests: number): string {
  return count === requests ? 'yes' : `NO, in ${count} of ${requests} requests`;
}
