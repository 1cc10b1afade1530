import { describe, expect, it } from 'vitest';
import { NotRunnable, runTool } from './sdk';

describe('runTool', () => {
  it('resolves with what the tool printed', async () => {
    expect(await runTool([process.execPath, '-p', '6 * 7'])).toBe('42\n');
  });

  it('says of a tool that is not there that it cannot be run', async () => {
    await expect(runTool(['no-such-tool', '--version'])).rejects.toThrow(NotRunnable);
    await expect(runTool(['no-such-tool', '--version'])).rejects.toThrow(/^no-such-tool --version: .*ENOENT/);
  });

  it('repeats the last words of a tool that fails', async () => {
    const script = 'console.error("one\\ntwo\\nthree\\nfour"); process.exit(3)';
    await expect(runTool([process.execPath, '-e', script])).rejects.toThrow(/: two \/ three \/ four$/);
  });
});
