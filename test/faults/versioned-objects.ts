import type {
  PutOptions,
  PutResult,
  RemoveOptions,
  RemoveResult,
} from '../../src/store/object-store.port.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';

type Held = Parameters<MemoryObjectStore['objects']['set']>[1];

/** One version of an object. `object`: `null`: the mark of a deletion. */
export interface HeldVersion {
  id: string;
  object: Held | null;
}

/**
 * Objects of a bucket with versioning, as S3 has it: a write adds a version, a deletion adds a mark, and whoever deletes
 * the latest version brings the one before it back.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/DeletingObjectVersions.html
 */
export class VersionedObjects extends MemoryObjectStore {
  /** The versions of each key, the oldest first. */
  readonly versions = new Map<string, HeldVersion[]>();
  private given = 0;

  override async put(key: string, bytes: Uint8Array, options: PutOptions): Promise<PutResult> {
    const result = await super.put(key, bytes, options);
    if (result.outcome === 'stored') this.add(key, this.objects.get(key)!);
    return result;
  }

  override async remove(key: string, options: RemoveOptions): Promise<RemoveResult> {
    const result = await super.remove(key, options);
    if (result.outcome === 'removed') this.add(key, null);
    return result;
  }

  /** Deletes one version. One that is absent is no error. */
  removeVersion(key: string, id: string): void {
    const left = (this.versions.get(key) ?? []).filter((version) => version.id !== id);
    this.versions.set(key, left);
    const latest = left.at(-1)?.object ?? null;
    if (latest === null) this.objects.delete(key);
    else this.objects.set(key, latest);
  }

  /** How many versions hold what an object was. Marks of deletions hold nothing. */
  heldOf(key: string): number {
    return (this.versions.get(key) ?? []).filter(({ object }) => object !== null).length;
  }

  private add(key: string, object: Held | null): void {
    const before = this.versions.get(key) ?? [];
    this.versions.set(key, [...before, { id: `v${++this.given}`, object }]);
  }
}
