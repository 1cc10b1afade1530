/** What a translation has found out so far: what is wrong, and where each prop comes from. */
import { closestAround, fieldPath, isWithin } from '../../contract/issue';
import type { Issue, IssueCode } from '../../contract/issue';
import type { Manifest } from '../../documents/manifest';
import type { Props } from './field';
import { describeOrigin } from './spot';
import type { Origin, Spot } from './spot';

/** A problem whose path is one in a document. */
export interface Finding {
  readonly code: IssueCode;
  readonly origin: Origin;
  readonly message: string;
  readonly hint: string;
}

export interface Translation {
  /** Everything that was given: what the resource refers to is looked for here. */
  readonly documents: readonly Manifest[];
  readonly findings: Finding[];
  /** What nothing could be made of, so that other rules would only repeat that. */
  readonly abandoned: Origin[];
  /** By the path of the prop. */
  readonly origins: Map<string, Origin>;
  /** Where all of the props come from. */
  readonly root: Origin;
}

/** What is no prop, but judged with them: the document says it, or else the chart. */
const NAMESPACE = 'chart.namespace';

export function createTranslation(manifest: Manifest, documents: readonly Manifest[]): Translation {
  const origins = new Map([[NAMESPACE, { manifest, path: 'metadata.namespace' }]]);
  return { documents, findings: [], abandoned: [], origins, root: { manifest, path: '' } };
}

export function report(
  { findings }: Translation,
  code: IssueCode,
  { manifest, path }: Origin,
  message: string,
  hint: string,
): void {
  findings.push({ code, origin: { manifest, path }, message, hint });
}

export function noteOrigin({ origins }: Translation, { manifest, path, prop }: Spot): void {
  origins.set(prop, { manifest, path });
}

/** Notes that nothing can be made of what is at `spot`; gives what says of it that it is there, and no more. */
export function abandon({ abandoned }: Translation, { manifest, path }: Spot): Props {
  abandoned.push({ manifest, path });
  return {};
}

/** Where the prop at `path` was written, or would be: what is below a known prop is below its origin. */
export function originOf({ origins, root }: Translation, path: string): Origin {
  const prop = closestAround(path, origins.keys());
  const { manifest, path: found } = origins.get(prop) ?? root;
  if (path === prop) return { manifest, path: found };
  return { manifest, path: prop === '' ? fieldPath(found, path) : `${found}${path.slice(prop.length)}` };
}

/** All problems: those of the translation, and those of the props that are not about something refused already. */
export function toIssues(translation: Translation, ofProps: readonly Issue[]): Issue[] {
  const { findings, abandoned, root } = translation;
  const refused = [...findings.map(({ origin }) => origin), ...abandoned];
  const isOfChart = ({ path }: Issue): boolean => path === NAMESPACE && root.manifest.namespace === undefined;
  const further = ofProps
    .filter((problem) => !isOfChart(problem))
    .map(({ path, ...rest }): Finding => ({ ...rest, origin: originOf(translation, path) }))
    .filter(({ origin }) => !refused.some((outer) => isAbout(origin, outer)));
  const told = [...findings, ...further].sort(inOrderOfText).map(({ code, origin, message, hint }) => ({
    code,
    path: describeOrigin(origin),
    message,
    hint,
  }));
  return [...ofProps.filter(isOfChart), ...told];
}

/** Files stay in the order in which they were read. */
function inOrderOfText({ origin: one }: Finding, { origin: other }: Finding): number {
  if (one.manifest.file !== other.manifest.file) return 0;
  return lineOf(one) - lineOf(other);
}

function lineOf({ manifest: { places }, path }: Origin): number {
  return places?.(path).line ?? 0;
}

function isAbout(origin: Origin, refused: Origin): boolean {
  return origin.manifest === refused.manifest && isWithin(origin.path, refused.path);
}
