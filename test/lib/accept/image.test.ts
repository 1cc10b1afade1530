import { expect, it } from 'vitest';
import { validateImage } from '../../../lib/accept/validators/image';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

it.each([
  'proxy',
  'team/mcp_remote--proxy',
  'a__b.c/d',
  'localhost/proxy',
  'localhost:5000/proxy:1.0.0',
  'registry.Example.com:443/a/b/c:Tag_1.0-x',
  '[::1]:5000/proxy',
  `proxy:${'t'.repeat(128)}`,
  `proxy@${DIGEST}`,
  `registry.example.com/proxy:1@${DIGEST}`,
  `proxy@sha512+b64u:${'0'.repeat(64)}`,
])('takes %s', (image) => {
  expect(validateImage(image, 'image')).toEqual([]);
});

it.each([
  '',
  'Proxy',
  'a___b',
  'a..b',
  'a//b',
  '-a',
  'a-',
  '/proxy',
  'proxy:',
  'proxy:-1',
  `proxy:${'t'.repeat(129)}`,
  'proxy@sha256:abc',
  `proxy@256sha:${'0'.repeat(64)}`,
  'registry.example.com:/proxy',
  '-registry.example.com/proxy',
  '::1/proxy',
  'https://registry.example.com/proxy',
  'proxy\n',
])('refuses %j', (image) => {
  expect(validateImage(image, 'image').map(({ code, path }) => [code, path])).toEqual([
    ['ERR_IMAGE_INVALID', 'image'],
  ]);
});
