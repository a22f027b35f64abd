import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';
import { exampleOf, type ProblemCode } from './problem-examples.js';
import { problemBody } from './problem.js';

export class FieldProblemDto {
  @ApiProperty({ example: 'event_id' })
  field!: string;

  @ApiProperty({ example: 'a non-empty string or a number' })
  expected!: string;
}

export class ProblemDto {
  @ApiProperty({ example: 'urn:cxone-dlq:problem:not_an_event' })
  type!: string;

  @ApiProperty({ example: 'Bad Request' })
  title!: string;

  @ApiProperty({ example: 400 })
  status!: number;

  @ApiProperty({ example: 'The body is not an event.', description: 'One sentence for people.' })
  detail!: string;

  @ApiProperty({ example: 'not_an_event', description: 'A stable word for programs.' })
  code!: string;

  @ApiPropertyOptional({ type: [FieldProblemDto], description: 'For bad input: what was expected where.' })
  errors?: FieldProblemDto[];

  @ApiPropertyOptional({ description: 'At 500 and above: the id under which the log has the details.' })
  correlation_id?: string;
}

const MEANINGS: Record<number, string> = {
  400: 'The input is invalid; `errors` says where.',
  401: 'The credential is missing or not accepted; of a delivery: no active profile verifies it. `code` says why.',
  403: 'The caller does not have the role that is needed, the operator API is closed, or a page of another site sent the request; see `code`.',
  404: 'There is no such dead letter; of sessions and signing in: they are not configured.',
  405: 'Only POST is taken here; see `Allow`.',
  408: 'The body arrives too slowly.',
  409: 'Another attempt holds the lease, the record is in no state for this request, there is no channel to try, or files are in charge of the schemas; see `code`.',
  412: 'It was changed since the caller looked: the ETag in `If-Match` is not the present one.',
  413: 'The body is larger than `MAX_BODY_BYTES`.',
  415: 'The body came with a Content-Encoding, or is not UTF-8.',
  421: 'The service is not known under the name in the request.',
  422: 'Something stored or configured cannot be used: a dead letter (`corrupt_record`), schemas (`schemas_refused`), routes (`invalid_routes`).',
  428: 'The change needs `If-Match` with the present ETag.',
  429: 'Too many refused credentials came from this address; see `Retry-After`.',
  500: 'The event failed and could not be stored for certain: it must be delivered again.',
  503: 'Too many requests at once, the store or the identity provider does not answer, or the audit cannot be written; see `code` and `Retry-After`.',
};

/** A correlation id, as in a problem answer of 500 and above. */
const CORRELATION_ID = '0192f0c1-7d5e-7cc3-9a51-3f6f4e0a2b17';

/** Documents the problem answers of a route by their codes: one response for each status, one example for each code. */
export function ApiProblems(...codes: ProblemCode[]): MethodDecorator & ClassDecorator {
  const examples = new Map<number, Record<string, { value: object }>>();
  for (const code of codes) {
    const details = exampleOf(code);
    const more = details.status >= 500 ? { correlation_id: CORRELATION_ID } : {};
    const value = { ...problemBody(details), ...more };
    examples.set(details.status, { ...examples.get(details.status), [code]: { value } });
  }
  const schema = { $ref: getSchemaPath(ProblemDto) };
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...[...examples].map(([status, named]) => {
      const content = { 'application/problem+json': { schema, examples: named } };
      return ApiResponse({ status, description: MEANINGS[status] ?? '', content });
    }),
  );
}
