import type { Clock } from '../../../runtime/clock.js';
import type { NewId } from '../../../runtime/runtime.module.js';
import { confirmedPut, patientRead, type CallBudget } from '../../../store/confirmed-calls.js';
import type { ObjectStore } from '../../../store/object-store.port.js';
import { readSchemaFiles, type SchemaFiles } from '../schema-files.js';
import { SchemasRefused } from '../schema-problem.js';
import { SchemasDamaged, type SchemaReading, type SchemaSource } from '../schema-source.js';
import {
  CURRENT_KEY,
  decodeCurrent,
  decodeSet,
  encodeCurrent,
  encodeSet,
  SCHEMAS_CONTENT_TYPE,
  setKey,
  type CurrentSchemas,
  type SchemaHistoryEntry,
} from './schema-objects.js';

/** What is said of a damaged object besides what is wrong with it. */
const REMEDY = 'POST /api/v1/schemas/rollback with the digest of a good set puts it right';

/** `current.json` as it was read. */
export interface CurrentObject {
  /** `null`: there is none, and the shipped set is in force. */
  etag: string | null;
  /** `null`: there is none, or what lies there names no set. */
  current: CurrentSchemas | null;
}

/**
 * The sets of schemas in the store. Before the first change there is none, and the files that came with the program are
 * in force: so an installation that replaced them keeps its own, and a new version brings its own.
 */
export class SchemaBucket implements SchemaSource {
  readonly name = CURRENT_KEY;
  readonly changesSlowly = false;

  /** @param shipped the directory of the set that is in force before the first change */
  constructor(
    private readonly store: ObjectStore,
    private readonly shipped: string,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
    private readonly newId: NewId,
  ) {}

  async look(): Promise<string> {
    const seen = await this.patiently((signal) => this.store.head(CURRENT_KEY, { signal }));
    if (seen.outcome === 'found') return markOf(seen.head.etag);
    try {
      return shippedMark(await readSchemaFiles(this.shipped));
    } catch (error) {
      if (error instanceof SchemasRefused) return error.message;
      throw error;
    }
  }

  async read(): Promise<SchemaReading> {
    const { etag, current } = await this.readCurrent();
    if (etag === null) {
      const files = await readSchemaFiles(this.shipped);
      return { ...files, origin: 'shipped', mark: shippedMark(files), auditId: null };
    }
    if (current === null) throw new SchemasDamaged(`${CURRENT_KEY} names no set of schemas; ${REMEDY}`);
    const { digest, history } = current;
    const set = await this.readSet(digest);
    if (set === null) {
      throw new SchemasDamaged(`${setKey(digest)}, which is in force, is missing or damaged; ${REMEDY}`);
    }
    const [latest] = history;
    const auditId = latest?.digest === digest ? latest.audit_id : null;
    return { ...set, origin: 'bucket', mark: markOf(etag), auditId };
  }

  /** @throws StoreError */
  async readCurrent(): Promise<CurrentObject> {
    const read = await this.patiently((signal) => this.store.get(CURRENT_KEY, { signal }));
    if (read.outcome === 'missing') return { etag: null, current: null };
    const { etag, bytes } = read.object;
    return { etag, current: decodeCurrent(bytes) };
  }

  /** The set of this digest, also where it is the shipped one; `null`: there is none. @throws StoreError */
  async find(digest: string): Promise<SchemaFiles | null> {
    const set = await this.readSet(digest);
    if (set !== null) return set;
    const shipped = await readSchemaFiles(this.shipped).catch((error: unknown) => {
      if (error instanceof SchemasRefused) return null;
      throw error;
    });
    return shipped?.digest === digest ? shipped : null;
  }

  /**
   * Writes a set, once. Where the object of its digest is damaged, it is replaced.
   *
   * @throws StoreError where it is not stored for certain
   */
  async keep(files: SchemaFiles): Promise<void> {
    const [key, bytes] = [setKey(files.digest), encodeSet(files)];
    const first = await this.put(key, bytes, 'absent');
    if (first.outcome === 'stored') return;
    const read = await this.patiently((signal) => this.store.get(key, { signal }));
    if (read.outcome === 'missing') await this.put(key, bytes, 'absent');
    else if (decodeSet(files.digest, read.object.bytes) === null) {
      await this.put(key, bytes, { ifMatch: read.object.etag });
    }
  }

  /**
   * Puts a set in force that is in the store.
   *
   * @param seen `current.json` as it must still be
   * @returns the mark of what is in force now; `null`: somebody else was first
   * @throws StoreError where the outcome is not certain
   */
  async putInForce(seen: CurrentObject, entry: SchemaHistoryEntry): Promise<string | null> {
    const history = [entry, ...(seen.current?.history ?? [])];
    const bytes = encodeCurrent({ digest: entry.digest, history }, this.newId());
    const result = await this.put(CURRENT_KEY, bytes, seen.etag === null ? 'absent' : { ifMatch: seen.etag });
    return result.outcome === 'stored' ? markOf(result.etag) : null;
  }

  private async readSet(digest: string): Promise<SchemaFiles | null> {
    const read = await this.patiently((signal) => this.store.get(setKey(digest), { signal }));
    return read.outcome === 'missing' ? null : decodeSet(digest, read.object.bytes);
  }

  private put(key: string, bytes: Uint8Array, condition: 'absent' | { ifMatch: string }) {
    const options = { condition, contentType: SCHEMAS_CONTENT_TYPE, metadata: {} };
    return confirmedPut(this.store, this.clock, this.budget, key, bytes, options);
  }

  private patiently<T>(read: (signal: AbortSignal) => Promise<T>): Promise<T> {
    return patientRead(this.clock, this.budget, read);
  }
}

function markOf(etag: string): string {
  return `current ${etag.replace(/^W\//, '').replaceAll('"', '')}`;
}

function shippedMark({ digest }: SchemaFiles): string {
  return `shipped ${digest}`;
}
