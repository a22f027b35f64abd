import { Ajv2020, type Options } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { ERROR_TEMPLATE_PROBLEM, errorTemplateProblem, TEMPLATE_NAMES, X_ERROR } from './error-template.js';

/** The keyword that requires one of the contract's ids, under any of the names that senders give it. */
export const X_NAMES = 'x-names';

/** The context that a check passes to the keyword `x-names`. */
export interface CheckContext {
  namesInteraction: boolean;
}

export interface DialectOptions {
  allErrors: boolean;
  /** Whether schemas are checked by the meta-schema; false where that was done before. */
  meta: boolean;
  /** Whether compiled functions keep their source; absent: no. */
  source?: boolean;
}

/**
 * JSON Schema, draft 2020-12, with formats and two keywords of our own. A misspelt keyword or an unknown format is an
 * error. Only an object's own members count, so a required `toString` is missing unless the object has one. Numbers are
 * compared as doubles.
 *
 * @see https://json-schema.org/draft/2020-12
 */
const OPTIONS = {
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
  addUsedSchema: false,
  // Errors name the type of the value.
  verbose: true,
} as const satisfies Options;

const NAMES_PROBLEM = `keyword "${X_NAMES}": expected "interaction_id"`;

/** The same dialect for the process that applies schemas which are not provably quick (check-program.ts), as JSON. */
export const DIALECT_FOR_PROCESS = JSON.stringify({
  options: OPTIONS,
  names: { keyword: X_NAMES, value: 'interaction_id', problem: NAMES_PROBLEM },
  error: { keyword: X_ERROR, names: TEMPLATE_NAMES, problem: ERROR_TEMPLATE_PROBLEM },
});

/** The dialect for a schema that is provably quick. */
export function schemaDialect({ allErrors, meta, source = false }: DialectOptions): Ajv2020 {
  const ajv = new Ajv2020({
    ...OPTIONS,
    allErrors,
    meta,
    validateSchema: meta,
    logger: false,
    code: { source },
  });
  formats.default(ajv);
  ajv.addKeyword({
    keyword: X_NAMES,
    errors: false,
    // Checked here, because Ajv compiles a keyword's meta-schema anew for each instance.
    compile: (name: unknown) => {
      if (name !== 'interaction_id') throw new Error(NAMES_PROBLEM);
      // A function, not an arrow: Ajv hands the context over as `this`.
      return function (this: CheckContext) {
        return this.namesInteraction;
      };
    },
  });
  ajv.addKeyword({
    keyword: X_ERROR,
    compile: (template: unknown) => {
      const fits = typeof template === 'string' && errorTemplateProblem(template) === null;
      if (!fits) throw new Error(ERROR_TEMPLATE_PROBLEM);
      return () => true;
    },
  });
  return ajv;
}
