import { Ajv2020, type AnySchema, type ErrorObject } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { CxoneEvent } from '../../domain/event.js';
import { namesInteraction } from '../../domain/event-aliases.js';
import { errorTemplateProblem, X_ERROR } from './error-template.js';

/** The keyword that wants one of the contract's ids, under any of the names that senders give it. */
export const X_NAMES = 'x-names';

/** What a check hands to the keywords that read the event's text. */
export interface CheckContext {
  event: CxoneEvent;
}

export interface DialectOptions {
  allErrors: boolean;
  /** Whether schemas are checked by the draft's own schema; otherwise they have been. */
  meta: boolean;
}

/**
 * JSON Schema, draft 2020-12, with formats and two keywords of our own. A misspelt keyword or an unknown format is an
 * error. What a name means is looked for among an object's own members alone, so `toString` is missing where it is
 * not there. Numbers are compared as doubles.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export function schemaDialect({ allErrors, meta }: DialectOptions): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors,
    meta,
    validateSchema: meta,
    strictSchema: true,
    strictTypes: false,
    strictTuples: false,
    strictRequired: false,
    // 1e400 is a number, though no double holds it.
    strictNumbers: false,
    // 19.99 is a multiple of 0.01, whatever doubles make of it.
    multipleOfPrecision: 9,
    ownProperties: true,
    passContext: true,
    logger: false,
    addUsedSchema: false,
  });
  formats.default(ajv);
  ajv.addKeyword({
    keyword: X_NAMES,
    errors: false,
    // Checked here, as any meta-schema of a keyword would be compiled anew for each instance.
    compile: (name: unknown) => {
      if (name !== 'interaction_id') throw new Error(`keyword "${X_NAMES}": expected "interaction_id"`);
      // A function, not an arrow: Ajv hands the context over as `this`.
      return function (this: CheckContext) {
        return namesInteraction(this.event.payload);
      };
    },
  });
  ajv.addKeyword({
    keyword: X_ERROR,
    compile: (template: unknown) => {
      const problem = typeof template === 'string' ? errorTemplateProblem(template) : '';
      if (problem !== null)
        throw new Error(`keyword "${X_ERROR}": expected a text with ${problem || 'words'}`);
      return () => true;
    },
  });
  return ajv;
}

let draft: Ajv2020 | undefined;

/** What the draft's own schema finds wrong with a schema. Compiling it takes long, so it is done once. */
export function metaSchemaErrors(schema: AnySchema): ErrorObject[] {
  draft ??= schemaDialect({ allErrors: true, meta: true });
  return draft.validateSchema(schema) === true ? [] : (draft.errors ?? []);
}
