import type { ValidateFunction } from 'ajv/dist/2020.js';
import { schemaDialect, type DialectOptions } from './schema-dialect.js';

/** The address of the draft that schemas are written in. */
export const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** How its meta-schema is compiled. */
export const DRAFT_OPTIONS: DialectOptions = { allErrors: true, meta: true };

/**
 * Compiles the draft's meta-schema, which takes a tenth of a second. A bundle has the compiled function in the place of
 * this module (scripts/bundle/draft-validator.mjs), so that the service does not wait for it at its start.
 */
export function draftValidator(): ValidateFunction {
  return schemaDialect(DRAFT_OPTIONS).getSchema(DRAFT) as ValidateFunction;
}
