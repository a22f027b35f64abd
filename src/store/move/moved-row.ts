/** What a move notes of an object that is the same in both stores: the versions that were compared. */
export interface MovedRow {
  key: string;
  sourceEtag: string;
  targetEtag: string;
  /** Of the body, in hex. */
  sha256: string;
  /** Why the object is corrupt; it was moved as it is. */
  corrupt?: string | undefined;
}

/** The last line of a pass that came to its end. */
export const PASS_ENDED = '{"ended":true}';

export function lineOfRow({ key, sourceEtag, targetEtag, sha256, corrupt }: MovedRow): string {
  return JSON.stringify({ key, source_etag: sourceEtag, target_etag: targetEtag, sha256, corrupt });
}

/** @returns `null` where the line is no row */
export function rowOfLine(line: string): MovedRow | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { key, source_etag, target_etag, sha256, corrupt } = value as Record<string, unknown>;
  const texts = [key, source_etag, target_etag, sha256];
  if (!texts.every((text) => typeof text === 'string')) return null;
  const [name = '', sourceEtag = '', targetEtag = '', digest = ''] = texts;
  return {
    key: name,
    sourceEtag,
    targetEtag,
    sha256: digest,
    ...(typeof corrupt === 'string' && { corrupt }),
  };
}
