/** Longer addresses would not fit into the cookie that keeps them, bytes. */
const MAX_BYTES = 1_024;

/**
 * A path of this service, or `/` for anything else: an address of another site would make the sign-in a springboard
 * (open redirect). Browsers take `//host` and `/\host` for another site, and skip control characters.
 */
export function localPath(text: string | undefined): string {
  if (text === undefined || Buffer.byteLength(text) > MAX_BYTES) return '/';
  return /^\/(?![/\\])[^\p{Cc}\\]*$/u.test(text) ? text : '/';
}
