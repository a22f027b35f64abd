/**
 * Whether two ETags name the same version, however they are spelt: servers leave out the quotes in listings, or mark
 * an ETag as weak. An empty one names nothing and equals none.
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
