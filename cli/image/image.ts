/** The steps of `image`, in order. */
import { formatIssues } from '../../contract/issue';
import type { Issue } from '../../contract/issue';
import { EXIT } from '../../runtime/src/index';
import { toWriteIssue } from '../output';
import { renderTable } from '../table';
import { nodeFiles, programFiles } from './files';
import type { ImageFile } from './files';
import { writeFolder } from './folder';
import { resolveNode } from './node';
import { readPackageFacts } from './package-facts';
import { renderPlatform, resolvePlatform } from './platform';
import { writeImage } from './write-image';
import type { WrittenImage } from './write-image';

export interface ImageOptions {
  readonly output: string;
  readonly tag: string;
  readonly platform?: string;
  readonly unpacked?: boolean;
}

/** Writes the image of the runtime; gives the exit code. */
export async function image({ output, tag, platform: wanted, unpacked }: ImageOptions): Promise<number> {
  const issues: Issue[] = [];
  const node = resolveNode(issues);
  const platform = resolvePlatform(
    wanted,
    { platform: process.platform, arch: process.arch, glibc: node.glibc },
    issues,
  );
  if (issues.length > 0) return reportRefusal(issues);
  const layers: [ImageFile[], ImageFile[]] = [nodeFiles(node), programFiles()];
  try {
    if (unpacked) writeFolder(output, layers.flat());
    else
      report(
        output,
        await writeImage({ output, reference: tag, platform, facts: readPackageFacts() }, layers),
      );
    return EXIT.ok;
  } catch (error) {
    return reportRefusal([toWriteIssue('ERR_IMAGE_WRITE', output, error)]);
  }
}

function reportRefusal(issues: readonly Issue[]): number {
  process.stderr.write(`${formatIssues('mcp-remote-proxy cannot make this image', issues)}\n`);
  return EXIT.configuration;
}

function report(output: string, { reference, platform, facts, layers, manifest, size }: WrittenImage): void {
  const contents = [`Node ${process.versions.node} and its libraries`, `${facts.name} ${facts.version}`];
  const rows = layers.map((layer, i) => [contents[i] ?? '', renderSize(layer.size), layer.digest]);
  const whole = `${output}: ${reference} for ${renderPlatform(platform)}`;
  rows.push([whole, renderSize(size), manifest.digest]);
  process.stdout.write(renderTable(['CONTENT', 'SIZE', 'DIGEST'], rows));
}

function renderSize(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
