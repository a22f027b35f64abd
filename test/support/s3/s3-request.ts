import type { IncomingMessage } from 'node:http';

export interface S3Request {
  method: string;
  bucket: string;
  /** Empty for a call on the bucket. */
  key: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** Reads a path-style request with its whole body. */
export async function readRequest(message: IncomingMessage): Promise<S3Request> {
  const url = new URL(message.url ?? '/', 'http://s3.invalid');
  const [, bucket = '', ...segments] = url.pathname.split('/');
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const raw = Buffer.concat(chunks);
  const chunked = (message.headers['content-encoding'] ?? '').includes('aws-chunked');
  return {
    method: message.method ?? 'GET',
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(segments.join('/')),
    query: url.searchParams,
    headers: message.headers,
    body: chunked ? decodeAwsChunked(raw) : raw,
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

/** Takes the chunks out of `<hex size>[;extension]\r\n<bytes>\r\n ... 0\r\n<trailers>`. */
function decodeAwsChunked(raw: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < raw.length;) {
    const lineEnd = raw.indexOf('\r\n', at);
    const size = Number.parseInt(raw.toString('latin1', at, lineEnd), 16);
    if (!(size > 0)) break;
    parts.push(raw.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts);
}
