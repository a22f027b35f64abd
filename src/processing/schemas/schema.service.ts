import { Inject, Injectable } from '@nestjs/common';
import { changedEvent, isId, type CxoneEvent } from '../../domain/event/event.js';
import { PermanentError } from '../../domain/letter/failure.js';
import { isJsonInString } from '../../domain/json/json-in-string.js';
import { memberOf, type JsonText } from '../../domain/json/json-text.js';
import { healthOf, type Health } from '../../runtime/health-checks.js';
import type { DraftSet } from './draft-sets.js';
import type { EventSchema } from './event-schema.js';
import { SchemaLanes } from './schema-lanes.js';
import { SchemaRegistry } from './schema-registry.js';
import type { SchemaSet } from './schema-set.js';
import { UpcastQueue } from './upcast-queue.js';
import { upcast } from './upcaster.js';
import { labelled } from './version-label.js';
import { versionOf } from './version-rule.js';

export interface PrepareOptions {
  /** Aborted when nobody waits for the outcome any more. */
  signal: AbortSignal;
  /** Replaces the schema of the event's final version. */
  schema?: EventSchema | undefined;
  /** Takes the place of the set in force. */
  draft?: DraftSet | undefined;
}

export interface Inspection {
  prepared: CxoneEvent;
  /** What `prepare` throws; `null`: the event may be sent to its destination. */
  error: Error | null;
}

/** Brings events into the shape that their destinations get, and checks them. */
@Injectable()
export class SchemaService {
  constructor(
    @Inject(SchemaRegistry)
    private readonly registry: Pick<SchemaRegistry, 'present' | 'trouble' | 'isKnown'>,
    private readonly queue: UpcastQueue,
    @Inject(SchemaLanes) private readonly lanes: Pick<SchemaLanes, 'quarantined'>,
  ) {}

  /** SHA-256 over the files in use, hex; `null`: the store has not told yet which are in force. */
  get digest(): string | null {
    return this.isKnown ? this.registry.present.digest : null;
  }

  /** Whether the schemas in force are known. Until then no event can be processed. */
  get isKnown(): boolean {
    return this.registry.isKnown;
  }

  /** A problem of the schemas as one sentence for operators; `null`: none. */
  get trouble(): string | null {
    const files = this.lanes.quarantined.join(', ');
    const quarantined =
      files === '' ? null : `checks by ${files} exceeded their limits repeatedly; events wait`;
    const sentences = [this.registry.trouble, quarantined].filter((sentence) => sentence !== null);
    return sentences.length === 0 ? null : sentences.join('; ');
  }

  /** Without known schemas no event can be taken; any other trouble leaves a set in use. */
  get health(): Health {
    const { trouble } = this;
    if (this.isKnown) return healthOf(trouble);
    return { status: 'unavailable', detail: trouble ?? 'the schemas in force are being read' };
  }

  versions(): string[] {
    return this.registry.present.versions;
  }

  /** Whether there is a schema or an upcaster for this version. @param set absent: the one in force */
  knows(version: string, set: SchemaSet = this.registry.present): boolean {
    return set.knows(version);
  }

  /**
   * The version in which the destination gets an event of this version; the same one without an upcaster.
   *
   * @param set absent: the one in force
   */
  finalVersion(version: string, set: SchemaSet = this.registry.present): string {
    return set.finalVersion(version);
  }

  /** The age at which an event of this version is stale, milliseconds; `null`: the registry file sets none. */
  staleAfterMs(version: string): number | null {
    return this.registry.present.registry.staleAfterMs.get(version) ?? null;
  }

  /**
   * The event with the version that the registry file's rule finds.
   *
   * @param headers of its request, names in lower case
   */
  versioned(event: CxoneEvent, headers: Readonly<Record<string, string | string[] | undefined>>): CxoneEvent {
    const schemaVersion = versionOf(this.registry.present.registry.versionRule, event, headers);
    return schemaVersion === event.schemaVersion ? event : changedEvent(event, { schemaVersion });
  }

  /**
   * Brings the event into its final shape and checks it. Text, payload and version change; ids and identity stay.
   *
   * @throws PermanentError `unknown_schema_version`, `upcast_failed`, `validation_failed`, `schema_limit_exceeded`;
   * TransientError `schema_quarantined`, or `processing_timeout` where too many events wait for an upcaster or a check;
   * the signal's reason
   */
  async prepare(event: CxoneEvent, options: PrepareOptions): Promise<CxoneEvent> {
    const { prepared, error } = await this.inspect(event, options);
    if (error !== null) throw error;
    return prepared;
  }

  /** The same, but returns the error, with the event as far as it was upcast. Never throws. */
  async inspect(event: CxoneEvent, options: PrepareOptions): Promise<Inspection> {
    // All steps use one set, even if a reload happens meanwhile.
    const set = options.draft?.set ?? this.registry.present;
    let prepared = event;
    try {
      prepared = await this.upcast(set, event, options);
      await check(prepared, options.schema ?? set.schemaOf(prepared.schemaVersion), options.signal);
      return { prepared, error: null };
    } catch (error) {
      return { prepared, error: error as Error };
    }
  }

  /**
   * The event in its final shape, not checked.
   *
   * @throws as `prepare`, but never `validation_failed`
   */
  upToDate(event: CxoneEvent, signal: AbortSignal): Promise<CxoneEvent> {
    return this.upcast(this.registry.present, event, { signal });
  }

  /** Compiles a draft of the schema of a version. */
  draft(version: string, schema: unknown, signal: AbortSignal): ReturnType<SchemaSet['draft']> {
    return this.registry.present.draft(version, schema, signal);
  }

  private async upcast(
    set: SchemaSet,
    event: CxoneEvent,
    { signal, schema, draft }: PrepareOptions,
  ): Promise<CxoneEvent> {
    // A draft may be the first schema of its version.
    if (!set.knows(event.schemaVersion) && schema === undefined) throw unknownVersion(event);
    const path = set.pathFrom(event.schemaVersion);
    if (path.length === 0) return event;
    let { text } = event;
    for (const upcaster of path) {
      const result = await upcast(event, text, upcaster, draft?.queue ?? this.queue, signal);
      text = labelled(result, text, upcaster, set.registry.versionRule);
    }
    const payload = memberOf(text, 'payload') ?? null;
    // An old shape may hold the tenant, which routes match, at another place.
    const tenantId = event.tenantId ?? tenantIn(text);
    const schemaVersion = set.finalVersion(event.schemaVersion);
    return changedEvent(event, { text, payload, tenantId, schemaVersion });
  }
}

async function check(
  prepared: CxoneEvent,
  schema: EventSchema | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (schema === undefined) throw unknownVersion(prepared);
  const problem = await schema.problemOf(prepared, signal);
  if (problem === null) return;
  // Dynamic data objects of a Studio script come as strings, and the schema's own sentence would mislead.
  const hint = isJsonInString(prepared.payload)
    ? '; its payload is a string that holds JSON, not an object'
    : '';
  throw new PermanentError('validation_failed', `${problem}${hint}`);
}

function tenantIn(text: JsonText): string | null {
  const tenant = memberOf(text, 'tenant_id');
  if (!isId(tenant)) return null;
  return tenant.startsWith('"') ? (JSON.parse(tenant) as string) : tenant;
}

function unknownVersion({ schemaVersion, eventId }: CxoneEvent): PermanentError {
  return new PermanentError(
    'unknown_schema_version',
    `no schema for version "${schemaVersion}" of event ${eventId}`,
  );
}
