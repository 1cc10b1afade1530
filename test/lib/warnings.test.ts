import { afterEach, describe, expect, it, vi } from 'vitest';
import { createProxy, REMOTE_URL } from './support';

afterEach(() => {
  vi.restoreAllMocks();
});

function stderrOf(addPlaintextHeaders: Record<string, string>): string {
  let written = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    written += chunk.toString();
    return true;
  });
  createProxy({ remoteUrl: REMOTE_URL, headerForward: { addPlaintextHeaders } });
  return written;
}

describe('a plaintext header that looks like a credential', () => {
  it('is warned about with path and remedy, never the value', () => {
    const lines = stderrOf({ 'X-API-Key': 'hunter2', 'X-Tenant-ID': 'tenant-1', Cookie: 'a=hunter2' })
      .trim()
      .split('\n');
    expect(lines).toEqual([
      'warning: test/my-proxy: headerForward.addPlaintextHeaders["X-API-Key"] looks like a credential and is stored in plain text; move it to headerForward.addHeadersFromSecret',
      'warning: test/my-proxy: headerForward.addPlaintextHeaders["Cookie"] looks like a credential and is stored in plain text; move it to headerForward.addHeadersFromSecret',
    ]);
  });

  it('is the only thing warned about', () => {
    expect(stderrOf({ 'X-Tenant-ID': 'tenant-1', 'X-Request-Source': 'ci' })).toBe('');
  });
});
