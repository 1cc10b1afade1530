import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE } from './files';

/** What of the package.json is told about the image. */
export interface PackageFacts {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly homepage: string;
  readonly repository: { readonly url: string };
  readonly author: { readonly name: string };
}

export function readPackageFacts(): PackageFacts {
  return JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as PackageFacts;
}
