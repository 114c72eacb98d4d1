/** A path of ours, or `/`: a link to the login page must not lead on to another site. */
export function localPath(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('/')) return '/';
  const here = 'http://here.invalid';
  if (!URL.canParse(value, here)) return '/';
  const url = new URL(value, here);
  return url.origin === here ? url.pathname.replace(/^\/+/, '/') + url.search : '/';
}
