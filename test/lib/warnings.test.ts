import { afterEach, describe, expect, it, vi } from 'vitest';
import { createProxy, REMOTE_URL } from './support';

afterEach(() => {
  vi.restoreAllMocks();
});

function stderrOf(props: object): string {
  let written = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    written += chunk.toString();
    return true;
  });
  createProxy({ remoteUrl: REMOTE_URL, ...props });
  return written;
}

describe('what looks like a credential in plain text', () => {
  it('is warned about as a header with path and remedy, never the value', () => {
    const addPlaintextHeaders = { 'X-API-Key': 'hunter2', 'X-Tenant-ID': 'tenant-1', Cookie: 'a=hunter2' };
    const remedy =
      'looks like a credential, which would be stored in plain text; move it to headerForward.addHeadersFromSecret, or rename the header if its value is no secret';
    expect(stderrOf({ headerForward: { addPlaintextHeaders } }).trim().split('\n')).toEqual([
      `warning: test/my-proxy: headerForward.addPlaintextHeaders["X-API-Key"] ${remedy}`,
      `warning: test/my-proxy: headerForward.addPlaintextHeaders["Cookie"] ${remedy}`,
    ]);
  });

  it('is warned about once as a parameter of the URL, never with the value', () => {
    expect(stderrOf({ remoteUrl: `${REMOTE_URL}?api%5Fkey=hunter2&token=hunter2&region=eu` })).toBe(
      'warning: test/my-proxy: remoteUrl has a query parameter that looks like a credential, which would be stored in plain text; send it as a header through headerForward.addHeadersFromSecret instead\n',
    );
  });

  it('is the only thing warned about', () => {
    const addPlaintextHeaders = { 'X-Tenant-ID': 'tenant-1', 'X-Request-Source': 'ci' };
    expect(stderrOf({ remoteUrl: `${REMOTE_URL}?region=eu`, headerForward: { addPlaintextHeaders } })).toBe(
      '',
    );
  });
});
