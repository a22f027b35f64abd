import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBody, ApiPropertyOptional, ApiQuery } from '@nestjs/swagger';
import { Allow } from 'class-validator';
import { Takes } from '../http/known-fields.guard.js';

/** Characters of a reason. */
export const MAX_REASON_LENGTH = 1_000;

/** How a reason is described. */
export const REASON = {
  type: String,
  maxLength: MAX_REASON_LENGTH,
  example: 'the CRM is up again, ticket OPS-312',
  description: 'Why; it is kept in the audit. Compulsory with `REASONS_REQUIRED`.',
} as const;

/** What every change takes besides what is its own. `AuthorPipe` reads and checks it. */
export class ReasonDto {
  @ApiPropertyOptional(REASON)
  @Allow()
  reason?: unknown;
}

/**
 * Names a handler's inputs, each with a reason: in the body, or as a query parameter.
 *
 * @param inputs `body: null`: the body is no object of the API, so the reason is a query parameter
 */
export function TakesReason(
  inputs: { query?: Type<ReasonDto>; body?: Type<ReasonDto> | null } = {},
): MethodDecorator {
  const { query = ReasonDto, body = ReasonDto } = inputs;
  const { type, maxLength, example, description } = REASON;
  const documented = [];
  // Nest describes the DTOs that a handler takes by itself.
  if (inputs.query === undefined) {
    const schema = { type: type.name.toLowerCase(), maxLength };
    documented.push(ApiQuery({ name: 'reason', required: false, schema, example, description }));
  }
  if (inputs.body === undefined) documented.push(ApiBody({ type: ReasonDto, required: false }));
  return applyDecorators(Takes({ query, ...(body !== null && { body }) }), ...documented);
}
