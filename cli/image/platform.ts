/** What a machine can make an image of: the platform it is itself. */
import { issue } from '../../contract/issue';
import type { Issue } from '../../contract/issue';

export interface Platform {
  readonly os: 'linux';
  readonly architecture: string;
}

/** In Node's words. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  /** Version of the C library, where that is glibc. */
  readonly glibc: string | undefined;
}

/** In Go's words, which the image specification uses, by Node's. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** Since then the C library looks up hosts without plug-ins. */
const LEAST_GLIBC = [2, 34] as const;

/** Adds to `issues` why there can be no image, also when another platform is wanted than the machine's. */
export function resolvePlatform(wanted: string | undefined, machine: Machine, issues: Issue[]): Platform {
  const platform = { os: 'linux', architecture: ARCHITECTURES[machine.arch] ?? machine.arch } as const;
  const message = findObstacle(wanted, renderPlatform(platform), machine);
  if (message !== undefined) {
    const hint =
      'run this on such a machine, or build with Docker: docker build node_modules/mcp-remote-proxy';
    issues.push(issue('ERR_IMAGE_PLATFORM', '--platform', message, hint));
  }
  return platform;
}

function findObstacle(wanted: string | undefined, own: string, machine: Machine): string | undefined {
  const { platform, arch, glibc } = machine;
  if (platform !== 'linux' || ARCHITECTURES[arch] === undefined) {
    return `an image can be made on linux/amd64 and linux/arm64, and this is ${platform}/${arch}`;
  }
  if (wanted !== undefined && wanted !== own) return `${wanted} cannot be made on ${own}`;
  if (isRecent(glibc)) return undefined;
  return `needs glibc ${LEAST_GLIBC.join('.')} or later; this is ${glibc ?? 'another C library'}`;
}

export function renderPlatform({ os, architecture }: Platform): string {
  return `${os}/${architecture}`;
}

function isRecent(glibc: string | undefined): boolean {
  const [major = 0, minor = 0] = (glibc ?? '').split('.').map(Number);
  return major > LEAST_GLIBC[0] || (major === LEAST_GLIBC[0] && minor >= LEAST_GLIBC[1]);
}
