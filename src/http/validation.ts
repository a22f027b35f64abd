import { ValidationPipe, type ValidationError } from '@nestjs/common';
import { Problem } from './problem.js';

/** Checks request DTOs; what is wrong names the field and what was expected of it. */
export function requestValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    exceptionFactory: (errors: ValidationError[]) =>
      Problem.badRequest(
        'invalid_request',
        'The request is not as expected.',
        errors.map(({ property, constraints = {} }) => ({
          field: property,
          expected: Object.values(constraints).join('; '),
        })),
      ),
  });
}
