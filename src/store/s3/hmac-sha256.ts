import { hash } from 'node:crypto';

/** SHA-256 works through blocks of this size, bytes. */
const BLOCK_BYTES = 64;

const DIGEST_BYTES = 32;

/**
 * HMAC-SHA256 by one key (RFC 2104): the digest of the key and of the digest of the key and the text. Node's `createHmac`
 * makes an object outside the heap for each text, which costs more than both digests of a short text.
 */
export class HmacSha256 {
  /** The padded key, and the latest text after it. Texts are as a rule as long as the one before. */
  private inner: Buffer;
  /** The padded key, and the latest inner digest after it. */
  private readonly outer: Buffer;

  constructor(key: Uint8Array) {
    const short = key.length > BLOCK_BYTES ? hash('sha256', key, 'buffer') : key;
    this.inner = padded(short, 0x36, 0);
    this.outer = padded(short, 0x5c, DIGEST_BYTES);
  }

  /** The code of a text, which counts as UTF-8, in hex. */
  of(text: string): string {
    const length = BLOCK_BYTES + Buffer.byteLength(text);
    if (this.inner.length !== length) {
      const longer = Buffer.alloc(length);
      this.inner.copy(longer, 0, 0, BLOCK_BYTES);
      this.inner = longer;
    }
    this.inner.write(text, BLOCK_BYTES);
    this.outer.write(hash('sha256', this.inner, 'binary'), BLOCK_BYTES, 'latin1');
    return hash('sha256', this.outer);
  }
}

/** A block of the key, each byte changed by `pad`, and room after it. */
function padded(key: Uint8Array, pad: number, room: number): Buffer {
  const bytes = Buffer.alloc(BLOCK_BYTES + room);
  bytes.set(key);
  for (let at = 0; at < BLOCK_BYTES; at++) bytes[at]! ^= pad;
  return bytes;
}
