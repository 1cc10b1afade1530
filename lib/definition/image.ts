/** True where a name may stand for one image today and for another tomorrow: no digest, and no tag or `latest`. */
export function isMoving(image: string): boolean {
  if (image.includes('@')) return false;
  const [, tag = ''] = /:([^/:]*)$/.exec(image) ?? [];
  return tag === '' || tag === 'latest';
}
