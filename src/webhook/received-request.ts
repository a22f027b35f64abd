import type { Request } from 'express';
import type { Received } from '../domain/dead-letter.js';

/** Headers that help to understand a delivery and carry no secret. All others are left out. */
const KEPT = ['user-agent', 'x-request-id', 'x-correlation-id', 'traceparent', 'content-length'];

const MAX_HEADER_LENGTH = 256;

/** What a record keeps of the request that brought its event. */
export function receivedFrom({ headers, ip }: Pick<Request, 'headers' | 'ip'>): Received {
  const kept = KEPT.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value.slice(0, MAX_HEADER_LENGTH)] as const] : [];
  });
  const contentType = headers['content-type']?.slice(0, MAX_HEADER_LENGTH) ?? null;
  return { contentType, remoteAddress: ip ?? null, headers: Object.fromEntries(kept) };
}
