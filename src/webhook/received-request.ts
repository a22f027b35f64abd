import { isIP } from 'node:net';
import type { Request } from 'express';
import type { Received } from '../domain/letter/dead-letter.js';
import { remembered } from '../domain/text/remembered.js';

/** The headers that a record keeps. They help to understand a delivery, and carry no secret. */
const KEPT = ['user-agent', 'x-request-id', 'x-correlation-id', 'traceparent', 'content-length'];

const MAX_HEADER_LENGTH = 256;

/** Longer text is no address, with whatever stands around it. */
const MAX_WRITTEN_LENGTH = 128;

/** The longest address, with a zone. */
const MAX_ADDRESS_LENGTH = 64;

/** The part of a request that a record keeps. */
export function receivedFrom({ headers, ip }: Pick<Request, 'headers' | 'ip'>): Received {
  const kept: Record<string, string> = {};
  for (const name of KEPT) {
    const value = headers[name];
    if (typeof value === 'string') kept[name] = value.slice(0, MAX_HEADER_LENGTH);
  }
  const contentType = headers['content-type']?.slice(0, MAX_HEADER_LENGTH) ?? null;
  return { contentType, remoteAddress: addressIn(ip), headers: kept };
}

/**
 * A sender's address. Behind a proxy it comes from `X-Forwarded-For`, which anybody can write, so other text is
 * dropped. Some proxies add the port.
 */
export function addressIn(text: string | undefined): string | null {
  if (text === undefined || text.length > MAX_WRITTEN_LENGTH) return null;
  const plain = plainAddress(text);
  return plain === '' ? null : plain;
}

/** The same few senders deliver again and again. `''`: it is no address. */
const plainAddress = remembered((text) => {
  const plain = text.trim().replace(/^\[([^\]]*)\](?::\d{1,5})?$|^([\d.]+):\d{1,5}$/, '$1$2');
  return plain.length <= MAX_ADDRESS_LENGTH && isIP(plain) !== 0 ? plain : '';
});
