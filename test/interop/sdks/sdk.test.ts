import { describe, expect, it } from 'vitest';
import { NotRunnable, runTool } from './sdk';

describe('runTool', () => {
  it('resolves with what the tool printed', async () => {
    expect(await runTool([process.execPath, '-p', '6 * 7'])).toBe('42\n');
  });

  it('says of a tool that is not there that it cannot be run', async () => {
    const expected = new NotRunnable('no-such-tool is not installed');
    await expect(runTool(['no-such-tool', '--version'])).rejects.toEqual(expected);
  });

  it('repeats the last words of a tool that fails', async () => {
    const script = 'console.error("one\\ntwo\\nthree\\nfour"); process.exit(3)';
    await expect(runTool([process.execPath, '-e', script])).rejects.toThrow(/: two \/ three \/ four$/);
  });
});
