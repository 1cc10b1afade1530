import { expect, it } from 'vitest';
import { renderEnvironment } from '../../examples/demo/describe-env';

it('reads as the output of kubectl describe, letter by letter', () => {
  const text = renderEnvironment([
    { name: 'TOOLHIVE_SECRETS_PROVIDER', value: 'environment' },
    { name: 'SHORT', valueFrom: { secretKeyRef: { name: 'api-key-secret', key: 'api-key' } } },
    {
      name: 'B',
      valueFrom: { secretKeyRef: { name: 'remote-account', key: 'authorization', optional: true } },
    },
    { name: 'EMPTY' },
  ]);
  expect(text).toBe(`\
Environment:
  TOOLHIVE_SECRETS_PROVIDER:  environment
  SHORT:                      <set to the key 'api-key' in secret 'api-key-secret'>        Optional: false
  B:                          <set to the key 'authorization' in secret 'remote-account'>  Optional: true
  EMPTY:
`);
});
