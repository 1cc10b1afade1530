import { expect, it } from 'vitest';
import { VERSION } from '../../../lib/definition/version';
import constructsPackage from '../../../package.json';
import runtimePackage from '../../../runtime/package.json';

it('the default image is the runtime released with these constructs', () => {
  expect(VERSION).toBe(constructsPackage.version);
  expect(VERSION).toBe(runtimePackage.version);
});
