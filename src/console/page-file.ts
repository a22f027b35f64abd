import { createHash } from 'node:crypto';

/** How a body is encoded on its way to the browser, best first. */
export const ENCODINGS = ['br', 'gzip', 'identity'] as const;
export type ContentCoding = (typeof ENCODINGS)[number];

/** One file of the console, as it is sent. */
export interface PageFile {
  /** Value of `Content-Type`. */
  type: string;
  /** Of the file's own bytes, so that every replica of one build has the same. */
  digest: string;
  /** The name holds a digest of the content: the file at this address never changes. */
  immutable: boolean;
  bodies: Partial<Record<ContentCoding, Buffer>> & { identity: Buffer };
}

const TYPES: Record<string, string> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
};

/**
 * @param name path below the page's directory, with `/`
 * @param bodies the file, and its compressed forms where the build made them
 */
export function pageFile(name: string, bodies: PageFile['bodies']): PageFile {
  const extension = name.slice(name.lastIndexOf('.') + 1);
  return {
    type: TYPES[extension] ?? 'application/octet-stream',
    digest: createHash('sha256').update(bodies.identity).digest('base64url').slice(0, 22),
    immutable: name.startsWith('assets/'),
    bodies,
  };
}
