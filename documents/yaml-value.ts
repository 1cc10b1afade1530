/** A document of YAML -> the value it holds, or why it holds none. No message quotes the text, which may be a Secret. */
import { visit } from 'yaml';
import type { Alias, Document, YAMLError } from 'yaml';

/** Why a document has no value. */
export interface Flaw {
  /** In the text of the file. */
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

export type YamlValue =
  { readonly value: unknown; readonly flaws?: never } | { readonly flaws: readonly Flaw[] };

export function toYamlValue(document: Document.Parsed): YamlValue {
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) return { flaws: problems.map(notYaml) };
  const flaws = findFlawedAliases(document);
  if (flaws.length > 0) return { flaws };
  try {
    return { value: document.toJS() };
  } catch {
    const message = 'has so many aliases (*name) that they would fill the memory';
    return { flaws: [{ offset: document.range[0], message, hint: 'write out what they stand for' }] };
  }
}

/** A tag that is not known is no error to the parser, which takes what follows for a text, a list or a map. */
function notYaml({ pos, code }: YAMLError): Flaw {
  if (code === 'TAG_RESOLVE_FAILED') {
    const message = 'is a tag (!name) that is not known, or does not fit what follows it';
    return { offset: pos[0], message, hint: 'remove the tag, or put a text that begins with ! in quotes' };
  }
  const message = `is not YAML: ${code.toLowerCase().replaceAll('_', ' ')}`;
  return { offset: pos[0], message, hint: 'correct the YAML' };
}

function findFlawedAliases(document: Document.Parsed): Flaw[] {
  const flaws: Flaw[] = [];
  visit(document, {
    Alias: (_key, alias, around) => {
      const target = alias.resolve(document);
      if (target === undefined) flaws.push(strayAlias(alias));
      else if (around.includes(target)) flaws.push(endlessAlias(alias));
    },
  });
  return flaws;
}

/** Which is what an unquoted `*` makes of a value. */
function strayAlias(alias: Alias): Flaw {
  const hint = 'put values that begin with * in quotes, or define the anchor before it is used';
  return { offset: offsetOf(alias), message: 'is an alias (*name) of which there is no anchor', hint };
}

function endlessAlias(alias: Alias): Flaw {
  const message = 'is an alias (*name) of something that it is part of';
  return { offset: offsetOf(alias), message, hint: 'write out what it stands for' };
}

function offsetOf({ range }: Alias): number {
  return range?.[0] ?? 0;
}
