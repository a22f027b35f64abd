/** The ETag of a set of schemas. */
export function etagOf(digest: string): string {
  return `"${digest}"`;
}
