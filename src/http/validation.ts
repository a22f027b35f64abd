import { Injectable, ValidationPipe, type ArgumentMetadata, type ValidationError } from '@nestjs/common';
import { Problem } from './problem.js';
import { withLists } from './query-filters.js';

/** The most elements of one list in a request. */
const MAX_LIST_LENGTH = 100;

/**
 * Checks request DTOs. A problem names the field and what was expected. DTOs are flat: a value nested deeper than a
 * list never reaches class-transformer, whose recursion would overflow the stack.
 */
@Injectable()
export class RequestValidation extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      exceptionFactory: (errors: ValidationError[]) =>
        Problem.badRequest(
          'invalid_request',
          'The request is not as expected.',
          errors.map(({ property, constraints = {} }) => ({
            field: property,
            // Several checks of a field can say the same.
            expected: [...new Set(Object.values(constraints))].join('; '),
          })),
        ),
    });
  }

  override transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return super.transform(flatFor(value, metadata), metadata);
  }
}

function flatFor(value: unknown, { type, metatype }: ArgumentMetadata): unknown {
  if (type === 'query') return flatten(withLists(value, metatype));
  return type === 'body' ? flatten(value) : value;
}

/** The members of `value` without those that are `null`, which count as absent. */
function flatten(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(members.map(([name, member]) => [name, flatMember(member)]));
}

/** A value that no flat DTO can hold becomes an empty object, which every check refuses with its own sentence. */
function flatMember(member: unknown): unknown {
  if (!Array.isArray(member)) return scalar(member);
  return member.length > MAX_LIST_LENGTH ? {} : member.map(scalar);
}

function scalar(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? {} : value;
}
