/** What is not shaped like props at all, and how all problems come in one error. */
import { describe, expect, it } from 'vitest';
import { REMOTE_URL, refusalOf, refusalsOf } from '../../support';
import { PLAIN, SECRET, accepted, fromSecret, ref, withPlaintext, withSecrets } from './header-props';

describe('shape', () => {
  it.each([
    ['no props', undefined, ['ERR_FIELD_TYPE ']],
    ['a list of props', [], ['ERR_FIELD_TYPE ']],
    ['no remoteUrl', {}, ['ERR_FIELD_MISSING remoteUrl']],
    ['null for remoteUrl', { remoteUrl: null }, ['ERR_FIELD_MISSING remoteUrl']],
    ['a field of the CRD in its spelling', { ...accepted, remoteURL: 'x' }, ['ERR_FIELD_UNKNOWN remoteURL']],
    ['a misspelt part', { ...accepted, headerForwards: {} }, ['ERR_FIELD_UNKNOWN headerForwards']],
    ['a port as text', { ...accepted, port: '8080' }, ['ERR_FIELD_TYPE port']],
    ['a flag as text', { ...accepted, strict: 'false' }, ['ERR_FIELD_TYPE strict']],
    ['a number as a value', withPlaintext({ 'X-A': 1 }), [`ERR_FIELD_TYPE ${PLAIN}["X-A"]`]],
    ['an unset variable as a value', withPlaintext({ 'X-A': undefined }), [`ERR_FIELD_TYPE ${PLAIN}["X-A"]`]],
    [
      'a header without a reference',
      withSecrets({ headerName: 'X-A' }),
      [`ERR_FIELD_MISSING ${SECRET}[0].valueSecretRef`],
    ],
    [
      'a header without a name',
      withSecrets({ valueSecretRef: ref }),
      [`ERR_FIELD_MISSING ${SECRET}[0].headerName`],
    ],
    [
      'a reference as text',
      withSecrets(fromSecret('X-A', 'api-key')),
      [`ERR_FIELD_TYPE ${SECRET}[0].valueSecretRef`],
    ],
    [
      'a reference without a key',
      withSecrets(fromSecret('X-A', { name: 'a' })),
      [`ERR_FIELD_MISSING ${SECRET}[0].valueSecretRef.key`],
    ],
    [
      'a literal value in a secret header',
      withSecrets({ ...fromSecret('X-A'), value: 'v' }),
      [`ERR_FIELD_UNKNOWN ${SECRET}[0].value`],
    ],
    [
      'a map instead of a list',
      { ...accepted, headerForward: { addHeadersFromSecret: {} } },
      [`ERR_FIELD_TYPE ${SECRET}`],
    ],
    ['an unset entry', withSecrets(undefined, fromSecret('X-A')), [`ERR_FIELD_TYPE ${SECRET}[0]`]],
  ])('%s', (_title, props, expected) => {
    expect(refusalsOf(props)).toEqual(expected);
  });
});

describe('a hole in a list is an entry without value', () => {
  it.each([
    [SECRET, (list: unknown[]) => ({ headerForward: { addHeadersFromSecret: list } }), fromSecret('X-A')],
    ['allowedOrigins', (list: unknown[]) => ({ allowedOrigins: list }), 'https://app.example.com'],
    [
      'oidcConfig.inline.scopes',
      (list: unknown[]) => ({
        oidcConfig: {
          type: 'inline',
          inline: { issuer: 'https://auth.example.com', audience: 'mcp', scopes: list },
        },
      }),
      'mcp:read',
    ],
    [
      'resourceOverrides.proxyDeployment.env',
      (list: unknown[]) => ({ resourceOverrides: { proxyDeployment: { env: list } } }),
      { name: 'A', value: 'b' },
    ],
  ])('%s', (path, toProps, entry) => {
    // One hole in front of an entry, and one behind it.
    expect(refusalsOf({ ...accepted, ...toProps([, entry, ,]) })).toEqual([
      `ERR_FIELD_TYPE ${path}[0]`,
      `ERR_FIELD_TYPE ${path}[2]`,
    ]);
  });
});

describe('what only looks like an empty object', () => {
  const foreign = [new Map([['X-A', 'v']]), new Set(['X-A']), new Headers({ 'X-A': 'v' }), new Date(0), /a/];

  it.each(foreign)('as plaintext headers: %o', (addPlaintextHeaders) => {
    expect(refusalsOf({ ...accepted, headerForward: { addPlaintextHeaders } })).toEqual([
      `ERR_FIELD_TYPE ${PLAIN}`,
    ]);
  });

  it.each(['headerForward', 'oidcConfig', 'remoteCaBundleRef', 'limits', 'resources', 'resourceOverrides'])(
    '%s',
    (field) => {
      for (const value of foreign) {
        expect(refusalsOf({ ...accepted, [field]: value })).toEqual([`ERR_FIELD_TYPE ${field}`]);
      }
    },
  );

  it.each(['labels', 'annotations'])('as %s', (field) => {
    for (const value of foreign) {
      expect(refusalsOf({ ...accepted, resourceOverrides: { proxyService: { [field]: value } } })).toEqual([
        `ERR_FIELD_TYPE resourceOverrides.proxyService.${field}`,
      ]);
    }
  });
});

describe('objects of classes', () => {
  class Settings {
    public readonly remoteUrl = REMOTE_URL;
    public get oidcConfig(): unknown {
      return { type: 'inline' };
    }
    public describe(): string {
      return this.remoteUrl;
    }
  }

  it('are read getters included, because one of those may be the guard', () => {
    expect(refusalsOf(new Settings())).toEqual(['ERR_OIDC_SOURCE_MISSING oidcConfig.inline']);
  });

  it('have their fields checked as any', () => {
    class WithPort extends Settings {
      public get port(): string[] {
        return ['8080'];
      }
    }
    expect(refusalsOf(new WithPort())).toEqual([
      'ERR_FIELD_TYPE port',
      'ERR_OIDC_SOURCE_MISSING oidcConfig.inline',
    ]);
  });
});

describe('the error', () => {
  const manifold = {
    remoteUrl: 'https://u:hunter2@mcp.example.com/mcp',
    port: '8080',
    replica: 2,
    transport: 'stdio',
    headerForward: {
      addPlaintextHeaders: { Host: 'hunter2\n' },
      addHeadersFromSecret: [
        { headerName: 7, valueSecretRef: ref },
        fromSecret('TE', { name: 'HUNTER2', key: 'k' }),
      ],
    },
    resources: { limits: { memory: 'lots' } },
    oidcConfig: { type: 'inline' },
  };

  it('lists every problem at once', () => {
    expect(refusalsOf(manifold).sort()).toEqual([
      'ERR_FIELD_TYPE headerForward.addHeadersFromSecret[0].headerName',
      'ERR_FIELD_TYPE port',
      'ERR_FIELD_UNKNOWN replica',
      'ERR_HEADER_HOP_BY_HOP headerForward.addHeadersFromSecret[1].headerName',
      'ERR_HEADER_RESTRICTED headerForward.addPlaintextHeaders["Host"]',
      'ERR_HEADER_VALUE_CONTROL headerForward.addPlaintextHeaders["Host"]',
      'ERR_OIDC_SOURCE_MISSING oidcConfig.inline',
      'ERR_QUANTITY_INVALID resources.limits.memory',
      'ERR_REMOTE_URL_CREDENTIALS remoteUrl',
      'ERR_SECRET_NAME_INVALID headerForward.addHeadersFromSecret[1].valueSecretRef.name',
      'ERR_TRANSPORT_UNKNOWN transport',
    ]);
  });

  it('names the construct, and each problem with code, path and remedy', () => {
    const { error, issues } = refusalOf(manifold);
    expect(error.message).toContain('test/my-proxy');
    expect(error.message).toContain(`${issues.length} problems`);
    for (const { code, path, message, hint } of issues) {
      for (const part of [code, path, message, hint]) expect(error.message).toContain(part);
    }
  });

  it('holds no value', () => {
    expect(refusalOf(manifold).error.message).not.toMatch(/hunter2/i);
  });
});
