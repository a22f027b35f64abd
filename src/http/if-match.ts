/** The entity tags of a list: quoted, weak, or bare as some clients send them. */
const TAG = /(?:W\/)?"[^"]*"|[^\s,"]+/g;

/**
 * Whether `If-Match` (RFC 9110, section 13.1.1) names this version. Marks of weakness do not count: a proxy that
 * compresses answers adds them.
 *
 * @param header the value of the header, `*` or a list
 * @param same compares two ETags
 */
export function matchesEtag(
  header: string,
  etag: string,
  same: (one: string, other: string) => boolean,
): boolean {
  if (header.trim() === '*') return true;
  return (header.match(TAG) ?? []).some((tag) => same(tag, etag));
}
