/** Looks for secret values where none may be. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text and what people call it. */
export interface Place {
  readonly name: string;
  readonly text: string;
}

export function readFiles(directory: string): Place[] {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return files.map(({ parentPath, name }) => {
    const file = join(parentPath, name);
    return { name: file, text: readFileSync(file, 'utf8') };
  });
}

/** Names of the places that hold one of the values, as it is or in base64. */
export function findLeaks(values: readonly string[], places: readonly Place[]): string[] {
  const spellings = values.flatMap((value) => [value, Buffer.from(value).toString('base64')]);
  return places.filter(({ text }) => spellings.some((value) => text.includes(value))).map(({ name }) => name);
}
