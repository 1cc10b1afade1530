/** What the pod's program is made of, as a CycloneDX document (https://cyclonedx.org/docs/1.6/json/). */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { findWorks } from './licenses.ts';
import { RUNTIME } from './programs.ts';

export function renderSbom(metafile: Metafile, program: Uint8Array): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(RUNTIME, 'package.json'), 'utf8'),
  ) as Readonly<Record<'name' | 'version' | 'license', string>>;
  const content = createHash('sha256').update(program).digest('hex');
  const document = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': `${name}@${version}`,
        name,
        version,
        hashes: [{ alg: 'SHA-256', content }],
        licenses: [{ license: { id: license } }],
      },
    },
    components: findWorks(metafile).map(({ title, license: id }) => toComponent(title.split(' '), id)),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** A work inside a package has no version of its own. */
function toComponent([name = '', version]: readonly string[], id: string): object {
  return {
    type: 'library',
    name,
    ...(version === undefined ? {} : { version, purl: `pkg:npm/${name}@${version}` }),
    licenses: [{ license: { id } }],
  };
}
