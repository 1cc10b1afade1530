/** A runtime has the right shape when it was chosen by one of the factories, with options of the right shape. */
import { text, wrongType } from '../../contract/shape';
import type { Shape } from '../../contract/shape';
import { isProxyRuntime } from '../definition/proxy-runtime';
import type { BundledRuntimeOptions, ImageOptions, ProxyRuntime } from '../props/proxy-runtime';
import { object, required } from './object-shape';

const bundled = object<BundledRuntimeOptions>({ nodeImage: text, configMapName: text });
const image = object<ImageOptions>({ image: required(text) });

export const proxyRuntime: Shape<ProxyRuntime> = (value, path, issues) => {
  if (!isProxyRuntime(value)) {
    issues.push(wrongType(path, 'a ProxyRuntime, such as ProxyRuntime.bundled()', value));
    return;
  }
  const { kind, options } = value._choice;
  (kind === 'bundled' ? bundled : image)(options, path, issues);
};
