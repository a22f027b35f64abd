import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';

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

  @ApiPropertyOptional({ description: 'At 500 and above: the id under which the log says more.' })
  correlation_id?: string;
}

const MEANINGS: Record<number, string> = {
  400: 'The input is not as expected; `errors` says where.',
  401: 'The delivery is not signed as an active profile wants it; `code` says what is wrong.',
  403: 'The operator API is closed (`access_not_configured`).',
  404: 'There is no such dead letter.',
  405: 'Only POST is taken here; see `Allow`.',
  409: 'Another attempt holds the lease, or the record is in no state to be retried; see `code`.',
  413: 'The body is larger than `MAX_BODY_BYTES`.',
  415: 'The body came with a Content-Encoding.',
  422: 'What is there cannot be used: a dead letter (`corrupt_record`), schemas (`schemas_refused`), routes (`invalid_routes`).',
  500: 'The event failed and could not be stored for certain: it must be delivered again.',
  503: 'Too much at once, or the store does not answer; see `Retry-After`.',
};

/** Documents the problem answers of a route. */
export function ApiProblems(...statuses: number[]): MethodDecorator & ClassDecorator {
  const content = { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDto) } } };
  return applyDecorators(
    ApiExtraModels(ProblemDto),
    ...statuses.map((status) => ApiResponse({ status, description: MEANINGS[status] ?? '', content })),
  );
}
