/** What the commands about custom resources have in common. */
import { Option } from 'commander';
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
  return new Option('-n, --namespace <name>', 'namespace of the proxies that name none');
}
