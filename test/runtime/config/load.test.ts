import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRunConfig, SEARCH_PATHS } from '../../../runtime/src/config/load';
import { MINIMAL } from '../../contract/run-configs';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'load-test-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

function write(text: string | Buffer): string {
  const file = join(directory, 'runconfig.json');
  writeFileSync(file, text);
  return file;
}

it('looks where our image, the operator’s image and a shell have it, in this order', () => {
  expect(SEARCH_PATHS).toEqual([
    '/etc/runconfig/runconfig.json',
    '/etc/toolhive/runconfig.json',
    './runconfig.json',
  ]);
});

it('reads the file it is told to, and says which it was', () => {
  const file = write(JSON.stringify(MINIMAL));
  expect(loadRunConfig(file)).toMatchObject({ file, config: MINIMAL, withoutEffect: [] });
});

it('hands on what is wrong with the document', () => {
  expect(loadRunConfig(write('{}')).issues).toHaveLength(4);
});

describe('a file that cannot be read', () => {
  it('does not exist', () => {
    const file = join(directory, 'absent.json');
    const { issues } = loadRunConfig(file);
    expect(issues).toMatchObject([{ code: 'ERR_RUN_CONFIG_UNREADABLE', path: file }]);
    expect(issues?.[0]?.message).toContain('ENOENT');
  });

  it('is a directory', () => {
    const folder = join(directory, 'folder');
    mkdirSync(folder);
    const { issues } = loadRunConfig(folder);
    expect(issues).toMatchObject([{ code: 'ERR_RUN_CONFIG_UNREADABLE' }]);
    expect(issues?.[0]?.message).toContain('EISDIR');
  });

  it('is a link to itself', () => {
    const link = join(directory, 'link.json');
    symlinkSync(link, link);
    expect(loadRunConfig(link).issues?.[0]?.message).toContain('ELOOP');
  });
});

// What a JSON parser says about a document tends to quote it, and a document may hold what somebody pasted there.
describe('what is not JSON is refused without quoting it', () => {
  it.each([
    '',
    'hunter2',
    '{"a": hunter2}',
    '{"a": "hunter2',
    '{"a": "hunter2"',
    '{"a": "hunter2\n"}',
    '{"a": "hunter2",}',
    '{"hunter2": 1 "b": 2}',
    `{"a": "${'hunter2'.repeat(20)}", b}`,
    `[${'"hunter2",'.repeat(20)}]`,
    '{"a": "hunter2\\x"}',
    'name: hunter2\n',
    '\u0000hunter2',
  ])('%j', (text) => {
    const { issues } = loadRunConfig(write(text));
    expect(issues).toMatchObject([{ code: 'ERR_RUN_CONFIG_JSON' }]);
    expect(issues?.[0]?.message).not.toMatch(/unter2|hunte/);
  });
});
