const BASE = 'http://staff';
/** Longer addresses are not of our pages. */
const LONGEST = 500;

/**
 * The staff page that a person goes on to after the sign-in, as a path with its query. Undefined for every address
 * elsewhere, so that no link to the sign-in leads away from here, and for the way in and out itself.
 */
export function destinationIn(asked: string): string | undefined {
  const url = asked.length > LONGEST ? null : URL.parse(asked, BASE);
  if (url?.origin !== BASE || !url.pathname.startsWith('/staff/')) return undefined;
  if (['/staff/enter', '/staff/leave'].includes(url.pathname)) return undefined;
  return url.pathname + url.search;
}
