/** The contract's limit rules, told under the names users write. */
import { fieldPath } from '../../../contract/issue';
import type { Issue } from '../../../contract/issue';
import { validateLimits } from '../../../contract/limits';
import { limitPropName } from '../../definition/limits';
import type { LimitsDefinition } from '../../definition/limits';

export function validateLimitProps(limits: LimitsDefinition, path: string): Issue[] {
  return validateLimits(limits, '').map((issue) => ({
    ...issue,
    path: fieldPath(path, limitPropName(issue.path)),
  }));
}
