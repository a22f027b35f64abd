import type * as port from './object-store.port.js';
import { describeError } from '../runtime/logger.js';

/** How the latest write and the latest deletion ended, for readiness. */
export class StoreUse {
  private writes: string | null = null;
  private deletions: string | null = null;

  /** A sentence if the latest write or deletion failed; `null`: both succeeded, or none was tried. */
  get trouble(): string | null {
    if (this.writes !== null) return `writes fail: ${this.writes}`;
    return this.deletions === null ? null : `deletions fail: ${this.deletions}`;
  }

  write<T extends port.PutResult>(call: Promise<T>): Promise<T> {
    return noting(call, 'stored', (failure) => (this.writes = failure));
  }

  deletion<T extends port.RemoveResult>(call: Promise<T>): Promise<T> {
    return noting(call, 'removed', (failure) => (this.deletions = failure));
  }
}

/** Notes `null` after a success and the reason after a failure. A conflict is neither. */
async function noting<T extends { outcome: string }>(
  call: Promise<T>,
  success: T['outcome'],
  note: (failure: string | null) => void,
): Promise<T> {
  try {
    const result = await call;
    if (result.outcome === success) note(null);
    return result;
  } catch (error) {
    note(reasonOf(error));
    throw error;
  }
}

/** Everybody may see readiness, so the text names no record. */
function reasonOf(error: unknown): string {
  return describeError(error).message.replace(/\bdlq\/\S+/g, 'a record');
}

/** Notes how changes end; forwards every call. */
export class WatchedObjectStore implements port.ObjectStore {
  constructor(
    private readonly inner: port.ObjectStore,
    private readonly use: StoreUse,
  ) {}

  get kind(): string {
    return this.inner.kind;
  }

  put(key: string, bytes: Uint8Array, options: port.PutOptions): Promise<port.PutResult> {
    return this.use.write(this.inner.put(key, bytes, options));
  }

  remove(key: string, options: port.RemoveOptions): Promise<port.RemoveResult> {
    return this.use.deletion(this.inner.remove(key, options));
  }

  get(key: string, options?: port.CallOptions): Promise<port.GetResult> {
    return this.inner.get(key, options);
  }

  head(key: string, options?: port.CallOptions): Promise<port.HeadResult> {
    return this.inner.head(key, options);
  }

  list(query: port.ListQuery, options?: port.CallOptions): Promise<port.ListPage> {
    return this.inner.list(query, options);
  }

  close(): Promise<void> {
    return this.inner.close();
  }
}
