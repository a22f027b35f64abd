/**
 * Whether two ETags name the same version. Servers leave out the quotes in listings, or mark an ETag as weak. An empty
 * ETag equals no other.
 */
export function sameEtag(one: string, other: string): boolean {
  if (one === other) return one !== '';
  const bare = bareEtag(one);
  return bare !== '' && bare === bareEtag(other);
}

function bareEtag(etag: string): string {
  return etag
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/s, '$1');
}
