/** However a secret is printed by mistake, it must not be readable. */
import { format, inspect } from 'node:util';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { Secret } from '../../../runtime/src/config/secret';

const VALUE = 'hunter2-the-real-one';
const secret = new Secret(VALUE);
/** As a careless line of code takes it. */
const taken = secret as unknown as string;

function logged(what: object): string {
  const lines: string[] = [];
  pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }).info(what, 'message');
  return lines.join('');
}

it.each<[string, () => string]>([
  ['String()', () => String(secret)],
  ['a template', () => `a ${taken}`],
  ['concatenation', () => 'a' + taken],
  ['join', () => [secret, secret].join()],
  ['toLocaleString', () => secret.toLocaleString()],
  ['JSON', () => JSON.stringify({ nested: [secret] })],
  ['inspect', () => inspect({ nested: { secret } }, { depth: 9, showHidden: true })],
  ['inspect without custom functions', () => inspect(secret, { customInspect: false, showHidden: true })],
  ['console.log', () => format('%s %o %O %j', secret, secret, secret, secret)],
  ['an error message', () => new Error(`no ${taken}`).message],
  ['the cause of an error', () => inspect(new Error('outer', { cause: secret }))],
  ['a log line', () => logged({ secret, err: new Error(`no ${taken}`) })],
  ['its keys', () => Object.entries(secret).join() + Reflect.ownKeys(secret).join()],
  ['a structured clone', () => JSON.stringify(structuredClone(Object.assign({}, secret)))],
])('%s does not show it', (_how, print) => expect(print()).not.toContain(VALUE));

it('is given away by reveal alone', () => expect(secret.reveal()).toBe(VALUE));

it('says what it is', () => expect(`a ${taken}`).toBe('a [secret]'));
