import { byBytes, KeyOrder } from './key-order.mjs';

/**
 * @typedef {object} StubObject
 * @property {Buffer} bytes
 * @property {string} etag in quotes
 * @property {string} contentType
 * @property {string[]} metadata header names and values in turn, as they are sent back
 * @property {number} lastModified milliseconds
 *
 * @typedef {'PreconditionFailed' | 'NoSuchKey'} Refusal
 */

/** The objects of one bucket, with S3's conditions. Each write gets a new ETag. */
export class StubBucket {
  /** @type {Map<string, StubObject>} */
  #objects = new Map();
  #order = new KeyOrder();
  #writes = 0;

  get size() {
    return this.#objects.size;
  }

  clear() {
    this.#objects.clear();
    this.#order.clear();
  }

  /** @param {string} key */
  get(key) {
    return this.#objects.get(key);
  }

  /**
   * @param {string} key
   * @param {Pick<StubObject, 'bytes' | 'contentType' | 'metadata'>} content
   * @param {{ ifMatch?: string | undefined, ifNoneMatch?: string | undefined }} conditions
   * @returns {StubObject | Refusal}
   */
  put(key, content, { ifMatch, ifNoneMatch }) {
    const current = this.#objects.get(key);
    if (ifNoneMatch === '*' && current !== undefined) return 'PreconditionFailed';
    const refusal = refuse(current, ifMatch);
    if (refusal !== undefined) return refusal;
    this.#writes += 1;
    const etag = `"${this.#writes.toString(16).padStart(32, '0')}"`;
    const stored = { ...content, etag, lastModified: Date.now() };
    this.#objects.set(key, stored);
    if (current === undefined) this.#order.add(key);
    return stored;
  }

  /**
   * @param {string} key
   * @param {string | undefined} ifMatch
   * @returns {Refusal | undefined}
   */
  remove(key, ifMatch) {
    const refusal = refuse(this.#objects.get(key), ifMatch);
    if (refusal === undefined && this.#objects.delete(key)) this.#order.remove(key);
    return refusal;
  }

  /**
   * One page in the order of keys.
   * @param {{ prefix: string, startAfter: string, maxKeys: number }} query
   */
  list({ prefix, startAfter, maxKeys }) {
    const keys = this.#order.keys();
    /** @type {{ key: string, object: StubObject }[]} */
    const entries = [];
    for (
      let at = this.#order.indexOf(byBytes(prefix, startAfter) > 0 ? prefix : startAfter);
      at < keys.length;
      at++
    ) {
      const key = keys[at];
      if (!key.startsWith(prefix)) break;
      if (byBytes(key, startAfter) <= 0) continue;
      if (entries.length === maxKeys) return { entries, truncated: true };
      entries.push({ key, object: this.#objects.get(key) });
    }
    return { entries, truncated: false };
  }
}

/**
 * @param {StubObject | undefined} current
 * @param {string | undefined} ifMatch
 * @returns {Refusal | undefined}
 */
function refuse(current, ifMatch) {
  if (ifMatch === undefined || current?.etag === ifMatch) return undefined;
  return current === undefined ? 'NoSuchKey' : 'PreconditionFailed';
}
