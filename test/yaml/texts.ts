/** Texts that look like something else to a reader of YAML. */
import fc from 'fast-check';

const pattern = (expression: RegExp) => fc.stringMatching(expression);

const ODD = [
  '\r',
  '\n',
  '\u0085',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\u00a0',
  '\u007f',
  '\ufffe',
  '\0',
  ' ',
  '\t',
  'a',
];

export const yamlTexts: fc.Arbitrary<string> = fc.oneof(
  pattern(/^[-+]?[0-9_.:xobeE+-]{1,8}$/),
  pattern(/^[-+._0-9]{1,5}$/),
  pattern(/^0[xXoObB]?[0-9a-fA-F_]{1,6}$/),
  pattern(/^[0-9][0-9_]{0,6}([eE][0-9_]{1,3})?$/),
  pattern(/^(y|Y|n|N|yes|Yes|no|on|Off|true|TRUE|false|null|Null|~|=|<<|nan|\.nan|\.NaN|\.inf|-\.INF|inf)$/),
  pattern(/^[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9:.Z+-]{0,12})?$/),
  pattern(/^[?:#&*!|>@%`'"{}[\], \n\t-]{1,6}$/),
  pattern(/^[ \n\ta-z#:-]{1,12}$/),
  pattern(/^[ -~]{0,12}$/),
  fc.string({ unit: fc.constantFrom(...ODD), maxLength: 5 }),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
