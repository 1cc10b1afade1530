/** Whatever header section a caller sends, what goes out holds the injected headers, each once, and no look-alike. */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { headerKey, refusedHeaderName } from '../../contract/header-names';
import { refusedHeaderValue } from '../../contract/header-values';
import { readInboundHead } from '../../runtime/src/http/inbound-head';
import { buildInjectedHeaders, buildOutboundHeaders } from '../../runtime/src/headers/outbound-headers';
import { Secret } from '../../runtime/src/config/secret';
import { headerName, inboundHeaders, NAMES_THAT_MATTER, spellingOf } from './arbitraries';
import { runs, UNHURRIED } from './runs';

const INJECTED = [
  { name: 'X-API-Key', source: 'test', value: new Secret('the key') },
  { name: 'X-Tenant-ID', source: 'test', value: new Secret('the tenant') },
];
const INJECTED_PAIRS = ['X-API-Key: the key', 'X-Tenant-ID: the tenant'];
const injected = buildInjectedHeaders(INJECTED);

/** As a CGI-style server names it (RFC 3875 section 4.1.18), which is how a look-alike would do harm. */
function cgiName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function pairsOf(list: readonly string[]): string[] {
  return list.flatMap((part, index) => (index % 2 === 0 ? [`${part}: ${list[index + 1]}`] : []));
}

function namesOf(list: readonly string[]): string[] {
  return list.filter((_part, index) => index % 2 === 0).map(cgiName);
}

function forward(inbound: readonly string[]): string[] {
  return buildOutboundHeaders(inbound, readInboundHead(inbound).connectionOptions, injected);
}

/** True when `part` can be had from `whole` by leaving entries out. */
function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const entry of whole) if (entry === part[at]) at++;
  return at === part.length;
}

it(
  'the injected headers come out, each once, with their values, and nothing that looks like them',
  UNHURRIED,
  () => {
    const property = fc.property(inboundHeaders, (inbound) => {
      const outbound = forward(inbound);
      expect(pairsOf(outbound).slice(-2)).toEqual(INJECTED_PAIRS);
      for (const name of ['X_API_KEY', 'X_TENANT_ID']) {
        expect(namesOf(outbound).filter((one) => one === name)).toHaveLength(1);
      }
    });
    fc.assert(property, runs(0.2));
  },
);

const NEVER_SENT = NAMES_THAT_MATTER.slice(2).map(cgiName);

it('nothing of the connection to the client, its framing or its origin comes out', UNHURRIED, () => {
  const property = fc.property(inboundHeaders, (inbound) => {
    expect(namesOf(forward(inbound)).filter((name) => NEVER_SENT.includes(name))).toEqual([]);
  });
  fc.assert(property, runs(0.15));
});

it(
  'what comes out beside them is what came in, in its order, and what came in is left as it was',
  UNHURRIED,
  () => {
    const property = fc.property(inboundHeaders, (inbound) => {
      const copy = [...inbound];
      const outbound = forward(Object.freeze(inbound));
      expect(isSubsequence(pairsOf(outbound).slice(0, -2), pairsOf(inbound))).toBe(true);
      expect(inbound).toEqual(copy);
    });
    fc.assert(property, runs(0.15));
  },
);

it('a header that nobody speaks of passes', UNHURRIED, () => {
  const property = fc.property(inboundHeaders, headerName, fc.nat(), (inbound, suffix, place) => {
    const at = 2 * (place % (inbound.length / 2 + 1));
    const mine = [`X-Mine-${suffix}`, 'passes'];
    const outbound = forward([...inbound.slice(0, at), ...mine, ...inbound.slice(at)]);
    fc.pre(readInboundHead(inbound).connectionOptions?.has(headerKey(mine[0] ?? '')) !== true);
    expect(pairsOf(outbound)).toContain(mine.join(': '));
  });
  fc.assert(property, runs(0.1));
});

it('a name is refused or accepted in every spelling alike', UNHURRIED, () => {
  const property = fc.property(
    headerName.chain((name) => fc.tuple(fc.constant(name), spellingOf(name))),
    ([name, spelling]) => {
      expect(refusedHeaderName(spelling)).toBe(refusedHeaderName(name));
    },
  );
  fc.assert(property, runs(0.1));
});

it('a name that is accepted is one for Node too', UNHURRIED, () => {
  const accepted = headerName.filter((name) => refusedHeaderName(name) === undefined);
  const property = fc.property(accepted, (name) => {
    expect(() => validateHeaderName(name)).not.toThrow();
  });
  fc.assert(property, runs(0.1));
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({
    unit: fc.integer({ min: 0, max: 0x110 }).map((code) => String.fromCharCode(code)),
    maxLength: 12,
  }),
  fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
);

it('no accepted name or value can end a line, and what is accepted is sent unchanged', UNHURRIED, () => {
  const property = fc.property(anyText, (text) => {
    const isNameRefused = refusedHeaderName(text) !== undefined;
    expect(isNameRefused || /^[\x21-\x7e]+$/.test(text)).toBe(true);
    const isValue = text === '' || /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(text);
    expect(refusedHeaderValue(text) === undefined).toBe(isValue);
  });
  fc.assert(property, runs(0.15));
});

it('a value that is accepted is one for Node too', UNHURRIED, () => {
  const accepted = anyText.filter((text) => refusedHeaderValue(text) === undefined);
  const property = fc.property(accepted, (text) => {
    expect(() => validateHeaderValue('X-A', text)).not.toThrow();
  });
  fc.assert(property, runs(0.1));
});
