import type { Type } from '@nestjs/common';
import { unknownIn } from '../../http/known-fields.guard.js';
import { Problem } from '../../http/problem.js';
import { RequestValidation } from '../../http/validation.js';

const validation = new RequestValidation();

/**
 * Reads an object inside a body as the DTO says. The body's own DTO is flat and does not reach it.
 *
 * @param name of the member, for the problems: `filter`
 * @throws Problem 400 that names each field as `filter.tenant_id`
 */
export async function readNested<T extends object>(name: string, value: unknown, dto: Type<T>): Promise<T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw Problem.badField(name, 'an object');
  const unknown = unknownIn(value, dto, 'field').map(({ field, expected }) => ({
    field: `${name}.${field}`,
    expected,
  }));
  if (unknown.length > 0)
    throw Problem.badRequest('invalid_request', 'The request has unknown fields.', unknown);
  try {
    return (await validation.transform(value, { type: 'body', metatype: dto })) as T;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const { details } = error;
    const errors = details.errors?.map(({ field, expected }) => ({ field: `${name}.${field}`, expected }));
    throw new Problem({ ...details, ...(errors ? { errors } : {}) });
  }
}
