/**
 * Texts that cdk8s writes in a way kubectl reads as something else. What is synthesized is YAML 1.1, without quotes where
 * that has no need of them; Go's library, which kubectl and the API server read it with, takes more for numbers, for line
 * breaks and for indentation.
 */
import { issue } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';

/** A number to Go's library, which looks at it without its underscores. */
const GO_NUMBER = /^[-+]?(?:0[xob][\da-f]+|(?=\.?\d)\d*\.?\d*(?:e[-+]?\d+)?)$/i;

/** One to YAML 1.1, which has underscores in some places only, and fewer prefixes: such a text is written in quotes. */
const YAML_NUMBER =
  /^[-+]?(?:0x[\da-fA-F_]+|0b[01_]+|\d[\d_]*|(?:\d[\d_]*)?\.[\d_]*|\d[\d_]*(?:\.[\d_]*)?[eE][-+]?\d+)$/;

/** A line break to some, and what Go's library takes in quotes only or not at all. */
const ODD_CHARACTER = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]|\p{Surrogate}/u;

/** Of several lines, those whose indentation, or the lack of anything else, is read in different ways. */
const ODD_LINES = /^[ \t\n]|\n[ \t]+(?:\n|$)|\n *\t/;

const MERGE_KEY = '<<';

export function validateYamlText(text: string, path: string): Issue[] {
  const isFine =
    text !== MERGE_KEY && !isReadAsNumber(text) && !ODD_CHARACTER.test(text) && !hasOddLines(text);
  if (isFine) return [];
  const message = 'would be another text, a number, or no YAML at all to kubectl, the way cdk8s writes it';
  const hint =
    'write it in another way: no number with _ or a prefix such as 0o, no line breaks but \\n, no first line that begins with white space';
  return [issue('ERR_TEXT_NOT_YAML', path, message, hint)];
}

function isReadAsNumber(text: string): boolean {
  return GO_NUMBER.test(text.replaceAll('_', '')) && !YAML_NUMBER.test(text);
}

function hasOddLines(text: string): boolean {
  return text.includes('\n') && ODD_LINES.test(text);
}
