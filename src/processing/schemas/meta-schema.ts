import type { AnySchema, ErrorObject } from 'ajv/dist/2020.js';
import { draftValidator } from './draft-validator.js';

let validator: ReturnType<typeof draftValidator> | undefined;

/** The errors that the draft's meta-schema reports. Without the bundle it is compiled first, so it is kept. */
export function metaSchemaErrors(schema: AnySchema): ErrorObject[] {
  validator ??= draftValidator();
  return validator(schema) ? [] : [...(validator.errors ?? [])];
}
