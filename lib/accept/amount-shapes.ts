/** Amounts have the right shape when they are cdk8s' own, unit and all. */
import type { Duration, Size } from 'cdk8s';
import { wrongType } from '../../contract/shape';
import type { Shape } from '../../contract/shape';
import { isDuration, isSize } from '../definition/amounts';

export const duration: Shape<Duration> = (value, path, issues) => {
  if (!isDuration(value))
    issues.push(wrongType(path, 'a Duration of cdk8s, such as Duration.seconds(30)', value));
};

export const size: Shape<Size> = (value, path, issues) => {
  if (!isSize(value)) issues.push(wrongType(path, 'a Size of cdk8s, such as Size.mebibytes(8)', value));
};
