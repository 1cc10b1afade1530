import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/build-programs.ts',
    testTimeout: 30_000,
    // Tests here run whole processes and count their time; more workers than two make them wait for each other.
    maxWorkers: 2,
    // Tests that say they may run at once wait for timers rather than for each other.
    maxConcurrency: 40,
  },
});
