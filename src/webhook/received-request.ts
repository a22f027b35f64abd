import { isIP } from 'node:net';
import type { Request } from 'express';
import type { Received } from '../domain/letter/dead-letter.js';

/** The headers that a record keeps. They help to understand a delivery, and carry no secret. */
const KEPT = ['user-agent', 'x-request-id', 'x-correlation-id', 'traceparent', 'content-length'];

const MAX_HEADER_LENGTH = 256;

/** The longest address, with a zone. */
const MAX_ADDRESS_LENGTH = 64;

/** The part of a request that a record keeps. */
export function receivedFrom({ headers, ip }: Pick<Request, 'headers' | 'ip'>): Received {
  const kept = KEPT.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value.slice(0, MAX_HEADER_LENGTH)] as const] : [];
  });
  const contentType = headers['content-type']?.slice(0, MAX_HEADER_LENGTH) ?? null;
  return { contentType, remoteAddress: addressIn(ip), headers: Object.fromEntries(kept) };
}

/**
 * A sender's address. Behind a proxy it comes from `X-Forwarded-For`, which anybody can write, so other text is
 * dropped. Some proxies add the port.
 */
export function addressIn(text: string | undefined): string | null {
  const plain = text?.trim().replace(/^\[([^\]]*)\](?::\d{1,5})?$|^([\d.]+):\d{1,5}$/, '$1$2') ?? '';
  return plain.length <= MAX_ADDRESS_LENGTH && isIP(plain) !== 0 ? plain : null;
}
