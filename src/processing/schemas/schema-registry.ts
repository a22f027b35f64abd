import type { OnModuleInit } from '@nestjs/common';
import type { Facts } from '../../runtime/facts.js';
import type { WatchedSet } from '../../runtime/file-watch.js';
import { describeError, type Log } from '../../runtime/logger.js';
import { StoreError } from '../../store/store-error.js';
import { compileSchemaSet } from './load-schema-set.js';
import type { SchemaFiles } from './schema-files.js';
import type { SchemaLanes } from './schema-lanes.js';
import { lineOf, SchemasRefused } from './schema-problem.js';
import type { SchemaSet } from './schema-set.js';
import { SchemasDamaged, type SchemaOrigin, type SchemaReading, type SchemaSource } from './schema-source.js';

/** `before`: the digest of the set in use; `null` at the start. */
export interface SchemaChange {
  digest: string;
  before: string | null;
  versions: readonly string[];
}

/** A set that was put in force here: the mark of its source then, and the audit's entry. */
export interface SetInForce {
  set: SchemaSet;
  mark: string;
  auditId: string;
}

/** A store that has not answered for so long is told of, milliseconds. */
const SILENCE_TOLD_MS = 15_000;

/** A set of the bucket that was refused here is read again after so long, milliseconds. */
const REFUSED_AGAIN_MS = 30_000;

/** Holds the schemas in use. */
export class SchemaRegistry implements OnModuleInit {
  /** The mark of what was read last, whether it was used or refused. */
  known = '';
  /** Of the set in use. */
  origin: SchemaOrigin = 'files';
  /** Why the schemas in use are not those of the source, as one sentence; `null`: they are. */
  private refused: string | null = null;
  private set: SchemaSet | undefined;
  private silentSince: number | null = null;
  private silence = '';
  /** When the source's set was refused, by the monotonic clock; `null`: it was not. */
  private refusedAt: number | null = null;
  private busy: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly source: SchemaSource,
    private readonly lanes: Pick<SchemaLanes, 'events' | 'drafts'>,
    private readonly monotonic: () => number,
    private readonly log: Log,
    private readonly facts: Facts,
  ) {}

  /**
   * @throws StoreError until the source was read once: nothing is known of an event then, so it is neither taken in nor
   *   retried
   */
  get present(): SchemaSet {
    if (this.set !== undefined) return this.set;
    throw new StoreError(`the schemas in force are not known yet: ${this.trouble ?? 'they are being read'}`, {
      outcomeUnknown: false,
      retryable: true,
    });
  }

  get isKnown(): boolean {
    return this.set !== undefined;
  }

  /** What is wrong with the source, as one sentence; `null`: nothing is. */
  get trouble(): string | null {
    if (this.refused !== null) return this.refused;
    const { silentSince } = this;
    if (silentSince === null) return null;
    if (this.isKnown && this.monotonic() - silentSince < SILENCE_TOLD_MS) return null;
    return `${this.source.name} cannot be read, ${this.consequence}: ${this.silence}`;
  }

  /**
   * Loads the first set. A store that does not answer is asked again while the service runs.
   *
   * @throws SchemasRefused; the service does not start with broken files
   */
  async onModuleInit(): Promise<void> {
    try {
      await this.reload();
    } catch (error) {
      if (error instanceof SchemasRefused || !isExpected(error)) throw error;
    }
  }

  /**
   * Reads the source again, one reader at a time.
   *
   * @param audited writes the audit's entry of the person who asks, before another set is used; absent: nobody asks
   * @returns the set that is now in use
   * @throws SchemasRefused or SchemasDamaged where the source has any problem, StoreError where it does not answer,
   *   AuditUnavailable where the entry was not stored. The set in use stays.
   */
  reload(audited?: (change: SchemaChange) => Promise<string>): Promise<SchemaSet> {
    return this.alone(() => this.load(audited));
  }

  /**
   * Runs a change of the source while nothing else is loaded, and uses what it returns.
   *
   * @param change returns `null` where nothing had to be changed: then the source is read
   * @throws what `change` throws
   */
  change(change: () => Promise<SetInForce | null>): Promise<SchemaSet> {
    return this.alone(async () => {
      const made = await change();
      if (made === null) return this.load();
      this.use(made.set, { ...made, origin: 'bucket' });
      return made.set;
    });
  }

  /** What the source has now; what was read last where it does not answer. Never throws. */
  private async look(): Promise<string> {
    try {
      const mark = await this.source.look();
      this.silentSince = null;
      return mark;
    } catch (error) {
      this.noteSilence(error);
      return this.known;
    }
  }

  /** For the watch: why a change is not used is told by `trouble` and in the log. */
  get watched(): WatchedSet {
    const known = () => (this.isDueAgain ? '' : this.known);
    return {
      changesSlowly: this.source.changesSlowly,
      get known() {
        return known();
      },
      digest: () => this.look(),
      reload: () =>
        this.reload().catch((error: unknown) => {
          if (!isExpected(error)) throw error;
        }),
    };
  }

  compile(files: SchemaFiles): Promise<SchemaSet> {
    return compileSchemaSet(this.lanes, files);
  }

  private alone<T>(work: () => Promise<T>): Promise<T> {
    const run = this.busy.then(work);
    this.busy = run.catch(() => {});
    return run;
  }

  private async load(audited?: (change: SchemaChange) => Promise<string>): Promise<SchemaSet> {
    let reading: SchemaReading | undefined;
    try {
      reading = await this.source.read();
      this.silentSince = null;
      const before = this.set?.digest ?? null;
      const set = await this.compile(reading);
      const { digest, versions } = set;
      const isOther = digest !== before;
      const byReader = isOther && reading.auditId === null;
      const auditId = byReader ? await audited?.({ digest, before, versions }) : reading.auditId;
      this.use(set, { ...reading, auditId: auditId ?? null });
      return set;
    } catch (error) {
      if (error instanceof SchemasRefused) this.refuse(error, reading?.mark ?? error.message);
      else if (error instanceof SchemasDamaged) this.noteDamage(error);
      else if (error instanceof StoreError) this.noteSilence(error);
      throw error;
    }
  }

  private use(
    set: SchemaSet,
    { mark, origin, auditId }: Pick<SchemaReading, 'mark' | 'origin' | 'auditId'>,
  ): void {
    const before = this.set?.digest ?? null;
    const { digest, versions } = set;
    this.set = set;
    [this.known, this.refused, this.origin] = [mark, null, origin];
    this.refusedAt = null;
    this.log.info('schemas_loaded', { digest, versions });
    if (digest !== before) this.facts.tell('schemas_changed', { digest, before, versions, auditId });
  }

  private refuse(error: SchemasRefused, mark: string): void {
    const [first, ...rest] = error.problems;
    const more = rest.length === 0 ? '' : `, and ${rest.length} more`;
    const what = first === undefined ? '' : `: ${lineOf(first)}${more}`;
    const told = `${this.source.name} cannot be used, ${this.consequence}${what}`;
    [this.known, this.refusedAt] = [mark, this.monotonic()];
    if (told === this.refused) return;
    this.refused = told;
    this.log.error('schemas_refused', { problems: error.problems.map(lineOf) });
  }

  /**
   * Whether a set of the bucket that was refused here is read again. It was checked before it was put in force, so a machine
   * that was too busy, or short of memory, may be the reason.
   */
  private get isDueAgain(): boolean {
    const { refusedAt, source } = this;
    return refusedAt !== null && !source.changesSlowly && this.monotonic() - refusedAt >= REFUSED_AGAIN_MS;
  }

  /** It is read again at the next look, since an object can be put back without a trace in `current.json`. */
  private noteDamage({ message }: SchemasDamaged): void {
    const told = `${message}. Until then ${this.isKnown ? 'the schemas in use stay' : 'no event is taken'}`;
    if (told === this.refused) return;
    this.refused = told;
    this.log.error('schemas_damaged', { reason: message });
  }

  private noteSilence(error: unknown): void {
    const { error: message } = describeError(error);
    if (this.silentSince === null) {
      this.silentSince = this.monotonic();
      this.log.warn('schemas_unreachable', describeError(error));
    }
    this.silence = message;
  }

  private get consequence(): string {
    return this.isKnown ? 'and the schemas in use stay' : 'so no event is taken';
  }
}

/** What is wrong with a source, and not with this program. */
function isExpected(error: unknown): boolean {
  return error instanceof SchemasRefused || error instanceof SchemasDamaged || error instanceof StoreError;
}
