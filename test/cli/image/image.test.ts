/** The archive that `image` writes, looked at as a registry would, and its root file system started. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { unpackTar } from 'modern-tar/fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUNDLE, runCommand } from '../../support/run-command';
import type { CommandResult } from '../../support/run-command';

interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

interface Config {
  readonly config: { readonly Entrypoint: string[]; readonly Labels: Readonly<Record<string, string>> };
  readonly rootfs: { readonly diff_ids: string[] };
}

const PATIENCE_MS = 60_000;
const OCI = 'application/vnd.oci.image';

let folder: string;
let results: CommandResult[];
const ARCHITECTURE = process.arch === 'arm64' ? 'arm64' : 'amd64';
const inFolder = (...path: string[]): string => join(folder, ...path);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'image-test-'));
  const build = (name: string) =>
    runCommand(['image', '-o', inFolder(name), '--tag', 'registry.example.com/proxy:1.2.3'], {
      patienceMs: PATIENCE_MS,
    });
  results = await Promise.all(['one.tar', 'sub/two.tar'].map(build));
  await pipeline(createReadStream(inFolder('one.tar')), unpackTar(inFolder('layout')));
}, 2 * PATIENCE_MS);
afterAll(() => rmSync(folder, { recursive: true }));

const readJson = (...path: string[]): unknown =>
  JSON.parse(readFileSync(inFolder('layout', ...path), 'utf8'));
const pathOf = ({ digest }: Pick<Descriptor, 'digest'>): string[] => ['blobs', ...digest.split(':')];
const digestOf = (content: Uint8Array): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

const index = () => readJson('index.json') as { manifests: (Descriptor & { annotations: object })[] };
const manifestEntry = () => index().manifests[0] ?? expect.unreachable('no manifest');
const manifest = () =>
  readJson(...pathOf(manifestEntry())) as { mediaType: string; config: Descriptor; layers: Descriptor[] };
const config = () => readJson(...pathOf(manifest().config)) as Config;

describe('the archive', () => {
  it('is the same bytes every time, and told with size and digest', () => {
    const [one, two] = ['one.tar', 'sub/two.tar'].map((name) => readFileSync(inFolder(name)));
    expect(one?.equals(two ?? new Uint8Array())).toBe(true);
    const mib = ((one?.length ?? 0) / 2 ** 20).toFixed(1);
    for (const { code, stdout } of results) {
      expect(code).toBe(0);
      expect(stdout).toMatch(
        /^CONTENT +SIZE +DIGEST\nNode \S+ and its libraries .*\nmcp-remote-proxy \S+ .*\n/,
      );
      expect(stdout).toMatch(
        new RegExp(`proxy:1.2.3 for linux/\\w+ +${mib} MiB  ${manifestEntry().digest}\n$`),
      );
    }
  });

  it('leaves nothing unfinished beside it', () => expect(readdirSync(inFolder('sub'))).toEqual(['two.tar']));

  it('is an OCI layout of one image, by the name it was given', () => {
    expect(readJson('oci-layout')).toEqual({ imageLayoutVersion: '1.0.0' });
    expect(index()).toMatchObject({ schemaVersion: 2, mediaType: `${OCI}.index.v1+json` });
    const [entry, ...others] = index().manifests;
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      mediaType: `${OCI}.manifest.v1+json`,
      platform: { os: 'linux', architecture: ARCHITECTURE },
      annotations: {
        'io.containerd.image.name': 'registry.example.com/proxy:1.2.3',
        'org.opencontainers.image.ref.name': '1.2.3',
      },
    });
  });

  it('holds every blob by its digest with its size, and no other', () => {
    const descriptors = [manifestEntry(), manifest().config, ...manifest().layers];
    for (const descriptor of descriptors) {
      const content = readFileSync(inFolder('layout', ...pathOf(descriptor)));
      expect({ digest: digestOf(content), size: content.length }).toEqual({
        digest: descriptor.digest,
        size: descriptor.size,
      });
    }
    expect(readdirSync(inFolder('layout/blobs/sha256')).sort()).toEqual(
      descriptors.map(({ digest }) => digest.slice('sha256:'.length)).sort(),
    );
  });

  it('has the media types of the specification', () => {
    expect(manifest().mediaType).toBe(manifestEntry().mediaType);
    expect(manifest().config.mediaType).toBe(`${OCI}.config.v1+json`);
    expect(manifest().layers.map(({ mediaType }) => mediaType)).toEqual([
      `${OCI}.layer.v1.tar+gzip`,
      `${OCI}.layer.v1.tar+gzip`,
    ]);
  });

  it('can be loaded by releases of Docker that know no OCI layout', () => {
    expect(readJson('manifest.json')).toEqual([
      {
        Config: pathOf(manifest().config).join('/'),
        RepoTags: ['registry.example.com/proxy:1.2.3'],
        Layers: manifest().layers.map((layer) => pathOf(layer).join('/')),
      },
    ]);
  });

  it('starts as a numbered user, without a shell, and says what it is', () => {
    expect(config().config).toMatchObject({ User: '1000:1000', Cmd: ['run'], WorkingDir: '/' });
    expect(config().config.Entrypoint).toEqual([
      '/usr/local/bin/node',
      '--max-semi-space-size=8',
      '--disable-sigusr1',
      '/usr/local/lib/mcp-remote-proxy.mjs',
    ]);
    const labels = ['title', 'description', 'version', 'vendor', 'licenses', 'url', 'source'];
    for (const label of labels)
      expect(config().config.Labels[`org.opencontainers.image.${label}`]).toMatch(/./);
    expect(readJson(...pathOf(manifest().config))).not.toHaveProperty('config.Shell');
  });
});

describe('its root file system', () => {
  const root = (...path: string[]): string => inFolder('root', ...path);
  const diffIds: string[] = [];

  beforeAll(async () => {
    mkdirSync(root());
    for (const layer of manifest().layers) {
      const hash = createHash('sha256');
      await pipeline(
        createReadStream(inFolder('layout', ...pathOf(layer))),
        createGunzip(),
        async function* (chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of chunks) {
            hash.update(chunk);
            yield chunk;
          }
        },
        unpackTar(root()),
      );
      diffIds.push(`sha256:${hash.digest('hex')}`);
    }
  });

  const files = () =>
    readdirSync(root(), { recursive: true, encoding: 'utf8' }).filter((file) =>
      statSync(root(file)).isFile(),
    );

  it('is what the configuration says', () => expect(diffIds).toEqual(config().rootfs.diff_ids));

  it('holds Node, its libraries, what the pod runs, and nothing else that could be started', () => {
    const programs = files().filter((file) => (statSync(root(file)).mode & 0o111) !== 0);
    const others = programs.filter((file) => !/(?:^|\/)(?:ld-linux|lib)[^/]*\.so\.\d+$/.test(file));
    expect(others).toEqual(['usr/local/bin/node']);
    expect(readFileSync(root('usr/local/lib/mcp-remote-proxy.mjs')).equals(readFileSync(BUNDLE))).toBe(true);
  });

  it('belongs to nobody who could write to it', () => {
    const writable = files().filter((file) => (statSync(root(file)).mode & 0o022) !== 0);
    expect(writable).toEqual([]);
  });

  it('has the license of everything in it', () => {
    const text = (file: string) => readFileSync(root('usr/share/licenses', file), 'utf8');
    expect(text('mcp-remote-proxy/LICENSE')).toContain('Apache License');
    expect(text('mcp-remote-proxy/THIRD-PARTY-LICENSES.txt')).toMatch(/^pino .*^undici /ms);
    expect(text('node/LICENSE')).toMatch(/^Node\.js is licensed[^]*OpenSSL[^]*V8/);
    const libraries = files().filter((file) => file.startsWith('lib'));
    expect(libraries.length).toBeGreaterThan(3);
    for (const library of libraries) {
      expect(text('libraries/NOTICE')).toContain(` ${library.slice(library.lastIndexOf('/') + 1)}`);
    }
    for (const [, name = ''] of text('libraries/NOTICE').matchAll(/([\w.+-]+\.txt)/g)) {
      expect(text(`libraries/${name}`).length).toBeGreaterThan(1000);
    }
  });

  it('is complete: Node starts with what is in it alone, and so does the proxy', () => {
    const linker = files().find((file) => /\/ld-linux[^/]*$/.test(file)) ?? '';
    const libraries = root(files().find((file) => file.endsWith('/libc.so.6')) ?? '', '..');
    const start = (...args: string[]) => {
      const { stdout, stderr, status } = spawnSync(
        root(linker),
        ['--inhibit-cache', '--library-path', libraries, root('usr/local/bin/node'), ...args],
        { encoding: 'utf8', env: {} },
      );
      return { stdout, stderr, status };
    };
    const loaded =
      'process.report.getReport().sharedObjects.filter((file) => !file.startsWith("linux-vdso"))';
    const { stdout } = start('-p', `JSON.stringify(${loaded})`);
    const objects = JSON.parse(stdout) as string[];
    expect(objects.length).toBeGreaterThan(3);
    expect(objects.filter((file) => !file.startsWith(root()))).toEqual([]);

    const [, ...flags] = config().config.Entrypoint.map((argument) =>
      argument.replace(/^\/usr/, root('usr')),
    );
    expect(start(...flags, '--version')).toEqual({ stdout: '0.1.0\n', stderr: '', status: 0 });
    const { status, stderr } = start(...flags, 'run');
    expect(status).toBe(1);
    expect(stderr).toContain('ERR_RUN_CONFIG_UNREADABLE');
  });

  it('is the same when it is written as a folder', async () => {
    const { code } = await runCommand(['image', '--unpacked', '-o', inFolder('unpacked')]);
    expect(code).toBe(0);
    const listed = readdirSync(inFolder('unpacked'), { recursive: true, encoding: 'utf8' });
    expect(listed.sort()).toEqual(readdirSync(root(), { recursive: true, encoding: 'utf8' }).sort());
    for (const file of files()) {
      expect(readFileSync(inFolder('unpacked', file)).equals(readFileSync(root(file)))).toBe(true);
      expect(statSync(inFolder('unpacked', file)).mode).toBe(statSync(root(file)).mode);
    }
  });
});

describe('a refusal', () => {
  it('tells of another platform, and writes nothing', async () => {
    const { code, stdout, stderr } = await runCommand([
      'image',
      ...['-o', inFolder('refused.tar')],
      ...['--platform', 'linux/s390x'],
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^mcp-remote-proxy cannot make this image: 1 problem\n\n {2}ERR_IMAGE_PLATFORM {2}--platform\n/,
    );
    expect(readdirSync(folder)).not.toContain('refused.tar');
  });

  it('tells of a place that cannot be written to', async () => {
    const { code, stderr } = await runCommand(['image', '--unpacked', '-o', '/dev/null/folder']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/ERR_IMAGE_WRITE {2}\/dev\/null\/folder\n +ENOTDIR/);
  });
});
