/** What the commands about custom resources have in common. */
import { InvalidArgumentError, Option } from 'commander';
import { validateNamespace } from '../../lib/resources';
import { OUTPUT_EXIT_CODES } from '../output';

export const EXIT_CODES = `
Exit codes: 0 done, 1 a document is wrong or there is no proxy, all problems are on standard error,
            2 wrong command line, ${OUTPUT_EXIT_CODES}
`;

export function filenameOption(): Option {
  const description = 'files, or folders of them, as for kubectl apply; - is standard input';
  return new Option('-f, --filename <path...>', description).makeOptionMandatory();
}

export function namespaceOption(): Option {
  const description = 'namespace of the proxies that name none';
  return new Option('-n, --namespace <name>', description).argParser(parseNamespace);
}

/** Checked where no proxy needs it too: it was meant to be one. */
function parseNamespace(text: string): string {
  const [problem] = validateNamespace(text);
  if (problem === undefined) return text;
  throw new InvalidArgumentError(`It ${problem.message}: ${problem.hint}.`);
}
