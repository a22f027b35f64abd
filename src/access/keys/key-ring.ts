import { refusal, type Caller, type Refusal } from '../caller.js';
import { digestOfKey } from './api-key.js';
import type { KeyEntry } from '../../domain/access/key-entry.js';

/**
 * The keys that are in force. A key is looked up by its digest. The time of that comparison reveals nothing about the
 * key, since nobody can choose the characters of a digest one by one.
 */
export class KeyRing {
  private byDigest = new Map<string, KeyEntry>();

  constructor(keys: readonly KeyEntry[]) {
    this.replace(keys);
  }

  get size(): number {
    return this.byDigest.size;
  }

  /** Replaces all keys in force by these. */
  replace(keys: readonly KeyEntry[]): void {
    this.byDigest = new Map(keys.map((key) => [key.sha256, key]));
  }

  /**
   * @param key as it was sent
   * @param now milliseconds since the epoch
   */
  callerOf(key: string, now: number): Caller | Refusal {
    return this.callerOfDigest(digestOfKey(key), now);
  }

  /** Whether the key's entry still exists; for a session that was made from a key. */
  callerOfDigest(sha256: string, now: number): Caller | Refusal {
    const entry = this.byDigest.get(sha256);
    if (entry === undefined) return refusal('unknown');
    const { name, role, expiresAt } = entry;
    if (expiresAt !== null && expiresAt <= now) return refusal('expired', name);
    return { name, kind: 'key', role, expiresAt };
  }
}
