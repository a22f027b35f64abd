import type { AuditService } from '../../../audit/audit.service.js';
import type { Author } from '../../../audit/author.js';
import { preconditionFailed } from '../../../http/preconditions.js';
import { Problem } from '../../../http/problem.js';
import type { Clock } from '../../../runtime/clock.js';
import { sameEtag } from '../../../store/same-etag.js';
import { withChange, type ChangedFile } from '../changed-files.js';
import { defaultVersionOf } from '../default-version.js';
import { etagOf } from '../schema-etag.js';
import type { SchemaFiles } from '../schema-files.js';
import type { SchemaRegistry, SetInForce } from '../schema-registry.js';
import type { SchemaSet } from '../schema-set.js';
import { SchemasRefused } from '../schema-problem.js';
import type { CurrentObject, SchemaBucket } from './schema-bucket.js';
import { CURRENT_KEY, encodeSet, MAX_SET_BYTES, type SchemaHistoryEntry } from './schema-objects.js';

/** A change of one file of the set in force. */
export interface FileChange extends ChangedFile {
  /** The schema version that it is about; absent: several. */
  version?: string;
}

/** A change that its author wants. */
interface Wanted {
  seen: CurrentObject;
  /** The digest in force. */
  before: string | null;
  next: SchemaFiles;
  action: SchemaHistoryEntry['action'];
  file: string | null;
  version: string | undefined;
}

/** Changes the schemas in the bucket: checked as a whole, audited, then put in force by compare-and-set. */
export class SchemaChanges {
  constructor(
    private readonly bucket: SchemaBucket,
    private readonly registry: SchemaRegistry,
    private readonly audit: Pick<AuditService, 'record'>,
    private readonly clock: Clock,
    /** DEFAULT_SCHEMA_VERSION. */
    private readonly defaultVersion: string,
  ) {}

  /**
   * @param ifMatch ETags of the sets that the author has seen
   * @throws Problem 404 where a file to delete is not there, 409 where events without a version need it, 412 where another set
   *   is in force; SchemasRefused where the whole set has any problem; StoreError, AuditUnavailable. The set in force stays.
   */
  changeFile(author: Author, change: FileChange, ifMatch: readonly string[]): Promise<SchemaSet> {
    return this.registry.change(async () => {
      const seen = await this.bucket.readCurrent();
      const base = await this.inForce(seen);
      this.assertSeen(base.digest, ifMatch);
      const next = withChange(base, change);
      const action = change.text === null ? 'delete' : 'put';
      const { name: file, version } = change;
      return this.make(author, { seen, before: base.digest, next, action, file, version }, base);
    });
  }

  /**
   * Puts an earlier set in force again.
   *
   * @param ifMatch `null`: whatever is in force
   * @throws as `changeFile`; Problem 404 where no set has this digest
   */
  rollBack(author: Author, digest: string, ifMatch: readonly string[] | null): Promise<SchemaSet> {
    return this.registry.change(async () => {
      const seen = await this.bucket.readCurrent();
      const before = seen.etag === null ? (await this.inForce(seen)).digest : (seen.current?.digest ?? null);
      if (ifMatch !== null) this.assertSeen(before, ifMatch);
      const next = this.inUse(digest) ?? (await this.bucket.find(digest));
      if (next === null) {
        const detail = `There is no set of the digest ${digest}; GET /api/v1/schemas/history has those there are.`;
        throw new Problem({ status: 404, code: 'not_found', detail });
      }
      const wanted = { seen, before, next, action: 'rollback', file: null, version: undefined } as const;
      return this.make(author, wanted, null);
    });
  }

  /** The newest first. @throws StoreError */
  async history(): Promise<readonly SchemaHistoryEntry[]> {
    return (await this.bucket.readCurrent()).current?.history ?? [];
  }

  /** The set that the store has in force, also where this process has not taken it yet. */
  private async inForce({ etag, current }: CurrentObject): Promise<SchemaFiles> {
    const { isKnown } = this.registry;
    // What is damaged is replaced: the set in use here is what people have seen.
    const digest = current?.digest ?? (etag !== null && isKnown ? this.registry.present.digest : null);
    if (digest === null) return this.bucket.read();
    return this.inUse(digest) ?? (await this.bucket.find(digest)) ?? (await this.bucket.read());
  }

  /** The set in use here, where it has this digest. */
  private inUse(digest: string): SchemaFiles | null {
    const { registry } = this;
    return registry.isKnown && registry.present.digest === digest ? registry.present.files : null;
  }

  private assertSeen(digest: string | null, ifMatch: readonly string[]): void {
    const etag = etagOf(digest ?? '');
    if (digest !== null && ifMatch.some((seen) => sameEtag(seen, etag))) return;
    throw preconditionFailed(
      'The schemas were changed since you looked: GET /api/v1/schemas has those in force.',
      etag,
    );
  }

  /** Every event that names no version would be parked as one of an unknown version. @throws Problem 409 */
  private async assertDefaultStays(base: SchemaFiles, next: SchemaSet): Promise<void> {
    const version = defaultVersionOf(next, this.defaultVersion);
    if (next.knows(version)) return;
    const { registry } = this;
    const isInUse = registry.isKnown && registry.present.digest === base.digest;
    const before = isInUse ? registry.present : await registry.compile(base);
    if (!before.knows(defaultVersionOf(before, this.defaultVersion))) return;
    throw Problem.conflict(
      'schema_is_default',
      `An event that names no version is of ${version}, and nothing else here knows that version: name another one as ` +
        '`default` in registry.yaml first.',
    );
  }

  /** @param base the set in force, which is kept for a later rollback; `null`: it is in the store */
  private async make(author: Author, wanted: Wanted, base: SchemaFiles | null): Promise<SetInForce | null> {
    const { seen, before, next, action, file, version } = wanted;
    const isIntact = seen.etag === null || seen.current !== null;
    if (isIntact && next.digest === before) {
      // Its object may be damaged, although its files are known here.
      if (seen.etag !== null) await this.bucket.keep(next);
      return null;
    }
    if (encodeSet(next).length > MAX_SET_BYTES) throw tooLarge();
    const set = await this.registry.compile(next);
    if (action === 'delete' && base !== null) await this.assertDefaultStays(base, set);
    const auditId = await this.audit.record(author, {
      action: 'schemas_changed',
      ...(version !== undefined && { target: { schema_version: version } }),
      before: { digest: before },
      after: { digest: next.digest, versions: set.versions, change: action, file },
    });
    const kept = base ?? (before === null ? null : await this.bucket.find(before));
    if (kept !== null) await this.bucket.keep(kept);
    await this.bucket.keep(next);
    const { actor, reason } = author;
    const mark = await this.bucket.putInForce(seen, {
      digest: next.digest,
      before,
      at: new Date(this.clock.now()).toISOString(),
      by: { name: actor.name, kind: actor.kind },
      action,
      file,
      reason,
      audit_id: auditId,
    });
    if (mark !== null) return { set, mark, auditId };
    const now = (await this.bucket.readCurrent()).current?.digest ?? '';
    throw preconditionFailed(
      `${CURRENT_KEY} was changed by somebody else in this moment; look again.`,
      etagOf(now),
    );
  }
}

function tooLarge(): SchemasRefused {
  const problem = `expected at most ${MAX_SET_BYTES} bytes in all`;
  return new SchemasRefused([{ file: 'the set', pointer: '', problem }]);
}
