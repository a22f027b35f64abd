import type { Ajv2020, ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { CxoneEvent } from '../../domain/event/event.js';
import { namesInteraction } from '../../domain/event/interaction-id.js';
import { PermanentError, TransientError } from '../../domain/letter/failure.js';
import { TooManyWaiting } from '../../runtime/turns.js';
import type { LaneAnswer, SchemaLane } from './check-lane.js';
import { QUARANTINE_MS } from './quarantines.js';
import { schemaCost, type SchemaCost } from './schema-cost.js';
import { schemaDialect, X_NAMES, type CheckContext } from './schema-dialect.js';
import { reachableSchemas, schemaUnit, type SchemasByFile, type SchemaUnit } from './schema-unit.js';
import { validationSentence, type Finding } from './validation-sentence.js';

/** A longer event gets only its first error: a megabyte can hold 500,000 of them. */
const MAX_LENGTH_FOR_ALL_ERRORS = 65_536;

/** A check that may cost more steps than this (about 10 ms) runs in another process. */
const MAX_STEPS = 200_000;

/** Where a schema that is not provably quick is applied, and for how long. */
export interface CheckSettings {
  lane: SchemaLane;
  /** For one check, milliseconds. */
  checkTimeoutMs: number;
  /** Whether even a provably quick schema is applied there, because compiling a caller's schema takes time too. */
  alwaysThere?: boolean;
}

/** The schema of one version. It is applied in this process where it is provably quick, otherwise in another one. */
export class EventSchema {
  readonly unit: SchemaUnit;
  /** The cost of one check in this process; `null`: no bound is known. */
  readonly cost: SchemaCost | null;
  private readonly schemas: SchemasByFile;
  private readonly asksForNames: boolean;
  private first: ValidateFunction | undefined;
  private all: ValidateFunction | undefined;

  /** @param file its name, by which others refer to it */
  constructor(
    readonly file: string,
    schemas: SchemasByFile,
    private readonly settings: CheckSettings,
  ) {
    this.schemas = reachableSchemas(file, schemas);
    this.unit = schemaUnit(file, this.schemas);
    this.cost = settings.alwaysThere === true ? null : schemaCost(file, this.schemas);
    this.asksForNames = this.unit.text.includes(`"${X_NAMES}"`);
  }

  /** Compiles it in this process, for a schema whose cost is known. @throws Ajv's errors */
  compileHere(): ValidateFunction {
    return (this.first ??= compile(this.file, this.schemas, false));
  }

  /**
   * One sentence that says what is wrong; `null`: the event is valid.
   *
   * @throws PermanentError `schema_limit_exceeded`; TransientError `schema_quarantined`, `processing_timeout`; the
   * signal's reason
   */
  async problemOf(event: CxoneEvent, signal: AbortSignal): Promise<string | null> {
    const { cost } = this;
    const quick = cost !== null && cost.once + cost.each * event.text.length <= MAX_STEPS;
    return quick ? this.checkHere(event) : this.checkElsewhere(event, signal);
  }

  private checkHere(event: CxoneEvent): string | null {
    try {
      const data: unknown = JSON.parse(event.text);
      const context = this.contextOf(event);
      const first = this.compileHere();
      if (first.call(context, data)) return null;
      let errors = first.errors ?? [];
      if (event.text.length <= MAX_LENGTH_FOR_ALL_ERRORS) {
        this.all ??= compile(this.file, this.schemas, true);
        this.all.call(context, data);
        errors = this.all.errors ?? errors;
      }
      return this.sentence(findingsOf(errors), event);
    } catch (error) {
      if (error instanceof RangeError) return tooDeep(event);
      throw error;
    }
  }

  private async checkElsewhere(event: CxoneEvent, signal: AbortSignal): Promise<string | null> {
    const { lane, checkTimeoutMs: ms } = this.settings;
    const all = event.text.length <= MAX_LENGTH_FOR_ALL_ERRORS;
    const task = { text: event.text, ...this.contextOf(event), all, ms };
    const answer = await lane.check(this.unit, task, signal).catch((error: unknown): never => {
      if (!(error instanceof TooManyWaiting)) throw error;
      throw new TransientError('processing_timeout', `too many events wait for a check by ${this.file}`);
    });
    return this.outcome(answer, event);
  }

  private outcome(answer: LaneAnswer, event: CxoneEvent): string | null {
    switch (answer.kind) {
      case 'valid':
        return null;
      case 'invalid':
        return this.sentence(answer.errors, event);
      case 'too deep':
        return tooDeep(event);
      case 'exceeded':
        throw new PermanentError(
          'schema_limit_exceeded',
          `${this.file} ${answer.why} event ${event.eventId}`,
        );
      case 'quarantined': {
        const why = 'its checks exceeded their limits repeatedly; correct the schema';
        const options = { retryAfterMs: QUARANTINE_MS };
        throw new TransientError('schema_quarantined', `${this.file} is quarantined: ${why}`, options);
      }
      case 'lost':
        throw new TransientError(
          'processing_timeout',
          `${this.file}: the checking process ended (${answer.why})`,
        );
    }
  }

  private contextOf(event: CxoneEvent): CheckContext {
    return { namesInteraction: this.asksForNames && namesInteraction(event) };
  }

  private sentence(errors: readonly Finding[], event: CxoneEvent): string {
    return validationSentence(errors, event, (path) => this.schemas.get(fileOf(path) || this.file));
  }
}

function tooDeep({ eventId }: CxoneEvent): string {
  return `event ${eventId} is nested too deeply to be checked`;
}

/** Keeps the first error at each place of the schema, because each element of a list can have the same error. */
function findingsOf(errors: readonly ErrorObject[]): Finding[] {
  const places = new Map<string, Finding>();
  for (const error of errors) {
    const { keyword, instancePath, schemaPath, message, params, data } = error;
    const known = places.get(schemaPath);
    if (known !== undefined) {
      known.count++;
      continue;
    }
    const actual = data === null ? 'null' : Array.isArray(data) ? 'array' : typeof data;
    places.set(schemaPath, { keyword, instancePath, schemaPath, message, params, actual, count: 1 });
  }
  return [...places.values()];
}

function fileOf(schemaPath: string): string {
  return schemaPath.slice(0, schemaPath.indexOf('#'));
}

function compile(file: string, schemas: SchemasByFile, allErrors: boolean): ValidateFunction {
  const ajv: Ajv2020 = schemaDialect({ allErrors, meta: false });
  for (const [name, schema] of schemas) if (name !== file) ajv.addSchema(schema, name);
  return ajv.compile(schemas.get(file) ?? false);
}
