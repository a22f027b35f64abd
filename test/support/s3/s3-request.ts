import type { IncomingMessage } from 'node:http';

export interface S3Request {
  method: string;
  bucket: string;
  /** Empty for a call on the bucket. */
  key: string;
  /** Decoded, as it is signed. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Reads a path-style request with its whole body. */
export async function readRequest(message: IncomingMessage): Promise<S3Request> {
  // Not by URL, which would take `.` and `..` out of a key.
  const [rawPath = '/', search = ''] = (message.url ?? '/').split('?');
  const path = decodeURIComponent(rawPath);
  const [, bucket = '', ...segments] = path.split('/');
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return {
    method: message.method ?? 'GET',
    bucket,
    key: segments.join('/'),
    path,
    query: new URLSearchParams(search),
    headers: message.headers,
    body: Buffer.concat(chunks),
  };
}

/** The `x-amz-meta-*` headers, the prefix left out. */
export function metadataOf(headers: S3Request['headers']): Record<string, string> {
  const prefix = 'x-amz-meta-';
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), String(value)]),
  );
}
