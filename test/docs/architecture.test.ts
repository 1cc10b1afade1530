/** The places that docs/architecture.md sends a newcomer to are there. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPage, ROOT } from './markdown';

const ROOMS = [
  ...['bench', 'bin', 'cli', 'contract', 'crds', 'dist', 'documents', 'examples', 'imports', 'lib', 'test'],
  ...['runtime/bin', 'runtime/bundle', 'runtime/loader', 'runtime/src'],
];

/** Every file, and every folder with a slash behind it. */
const ALL = ROOMS.flatMap((room) => [
  `/${room}/`,
  ...readdirSync(join(ROOT, room), { recursive: true, withFileTypes: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name).slice(ROOT.length);
    return entry.isDirectory() ? `${path}/` : path;
  }),
]);

/** Folders and files in code. */
const PLACES = [
  ...new Set(
    [...readPage('docs/architecture.md').matchAll(/`([\w./-]+(?:\/|\.ts))`/g)].map(([, place = '']) => place),
  ),
];

it('names places at all', () => expect(PLACES.length).toBeGreaterThan(40));

it.each(PLACES)('%s', (place) => {
  expect(ALL.filter((path) => path.endsWith(`/${place}`))).not.toEqual([]);
});
