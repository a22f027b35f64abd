import { withChange, type ChangedFile } from './changed-files.js';
import { compileSchemaSet } from './load-schema-set.js';
import type { SchemaLanes } from './schema-lanes.js';
import type { SchemaRegistry } from './schema-registry.js';
import type { SchemaSet } from './schema-set.js';
import type { UpcastQueue } from './upcast-queue.js';

/** A set that is not in force, and the process that runs its upcasters. */
export interface DraftSet {
  set: SchemaSet;
  queue: Pick<UpcastQueue, 'run'>;
}

/**
 * Makes sets that are tried and not put in force. Their schemas and upcasters run in processes of their own, so that a
 * draft that is slow or that ends its process delays no event.
 */
export class DraftSets {
  constructor(
    private readonly registry: Pick<SchemaRegistry, 'present'>,
    private readonly lanes: Pick<SchemaLanes, 'drafts'>,
    private readonly queue: Pick<UpcastQueue, 'run'>,
  ) {}

  /**
   * The set in force with one file changed. It is checked as a change of the set in force is.
   *
   * @throws SchemasRefused where the whole set has any problem; TooManyWaiting; the signal's reason; StoreError while the
   *   set in force is not known
   */
  async with(change: ChangedFile, signal: AbortSignal): Promise<DraftSet> {
    const files = withChange(this.registry.present.files, change);
    const { drafts } = this.lanes;
    const set = await compileSchemaSet({ events: drafts, drafts }, files, { alwaysThere: true, signal });
    return { set, queue: this.queue };
  }
}
