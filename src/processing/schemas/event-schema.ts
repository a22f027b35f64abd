import type { Ajv2020, AnySchema, ValidateFunction } from 'ajv/dist/2020.js';
import type { CxoneEvent } from '../../domain/event.js';
import { schemaDialect } from './schema-dialect.js';
import { validationSentence } from './validation-sentence.js';
import { TookTooLong, withinTime } from './within-time.js';

/** Of a longer event the first thing that is wrong is told and no further: a megabyte can hold 500,000. */
const MAX_LENGTH_FOR_ALL_ERRORS = 65_536;

/** Keywords whose work can grow past all bounds with the event, and references to files that may hold them. */
const SLOW = /"(?:pattern|patternProperties|uniqueItems|\$dynamicRef)"\s*:|"\$ref"\s*:\s*"[^#]/;

/** Files that a schema may refer to, by their names. */
export type SchemasByFile = ReadonlyMap<string, AnySchema>;

/** The schema of one version, compiled. */
export class EventSchema {
  private readonly first: ValidateFunction;
  private all: ValidateFunction | undefined;
  private readonly slow: boolean;

  /**
   * @param file its name, by which others refer to it
   * @param checkTimeoutMs for one check, where the schema can take long
   * @throws Ajv's errors, TookTooLong
   */
  constructor(
    readonly file: string,
    private readonly schemas: SchemasByFile,
    private readonly checkTimeoutMs: number,
  ) {
    this.slow = SLOW.test(JSON.stringify(schemas.get(file)));
    this.first = compile(file, schemas, false);
  }

  /** @returns one sentence that says what is wrong; `null`: the event is as the schema wants it */
  problemOf(event: CxoneEvent): string | null {
    try {
      const check = () => this.check(event);
      return this.slow ? withinTime(this.checkTimeoutMs, check) : check();
    } catch (error) {
      const { eventId } = event;
      if (error instanceof TookTooLong) {
        return `${this.file} takes longer than ${error.ms} ms to check event ${eventId}`;
      }
      if (error instanceof RangeError) return `event ${eventId} is nested too deeply to be checked`;
      throw error;
    }
  }

  private check(event: CxoneEvent): string | null {
    const data: unknown = JSON.parse(event.text);
    const context = { event };
    if (this.first.call(context, data)) return null;
    let errors = this.first.errors ?? [];
    if (event.text.length <= MAX_LENGTH_FOR_ALL_ERRORS) {
      this.all ??= compile(this.file, this.schemas, true);
      this.all.call(context, data);
      errors = this.all.errors ?? errors;
    }
    return validationSentence(errors, data, event, (path) => this.schemas.get(fileOf(path) || this.file));
  }
}

function fileOf(schemaPath: string): string {
  return schemaPath.slice(0, schemaPath.indexOf('#'));
}

function compile(file: string, schemas: SchemasByFile, allErrors: boolean): ValidateFunction {
  const ajv: Ajv2020 = schemaDialect({ allErrors, meta: false });
  for (const [name, schema] of schemas) if (name !== file) ajv.addSchema(schema, name);
  return ajv.compile(schemas.get(file) ?? false);
}
