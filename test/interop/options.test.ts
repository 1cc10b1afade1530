import { describe, expect, it } from 'vitest';
import { parseOptions } from './options';

describe('the options of npm run interop', () => {
  it('selects everything and requires nothing by default', () => {
    expect(parseOptions([])).toEqual({ clients: [], servers: [], transports: [], required: [] });
  });

  it('takes names separated by commas, and options given twice', () => {
    const argv = ['--client', 'python,go', '--client', 'inspector', '--server=typescript-v2'];
    const options = parseOptions([...argv, '--transport', 'sse', '--require', 'python, go']);
    expect(options).toEqual({
      clients: ['python', 'go', 'inspector'],
      servers: ['typescript-v2'],
      transports: ['sse'],
      required: ['python', 'go'],
    });
  });

  it.each([
    ['an unknown client', ['--client', 'cobol'], '--client cobol: expected one of python, go'],
    ['a server there is only a client of', ['--server', 'inspector'], '--server inspector: expected one of'],
    ['an unknown transport', ['--transport', 'stdio'], 'expected one of streamable-http, sse'],
    ['an unknown requirement', ['--require', 'python,rust'], '--require rust: expected one of'],
    ['an unknown option', ['--revision', '2025-11-25'], "Unknown option '--revision'"],
  ])('refuses %s', (_what, argv, message) => {
    expect(() => parseOptions(argv)).toThrow(message);
  });
});
