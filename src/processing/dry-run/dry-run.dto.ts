import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Allow, IsInt, IsOptional, Max, Min } from 'class-validator';
import { EventsFilterDto } from '../../catalog/events-filter.dto.js';
import { IsFilterText } from '../../http/query-filters.js';

const DEFAULT_SAMPLE = 100;
const MAX_SAMPLE = 1_000;

/** Characters of a file's name; the longest that a set takes is shorter. */
const MAX_FILE_NAME = 200;

const SAMPLE = { message: `a whole number from 1 to ${MAX_SAMPLE}` };

/** For the description alone. The payload is read from the body's text, because a DTO would lose digits and keys. */
export class DraftDto {
  @ApiPropertyOptional({
    description:
      "In the place of the event's own payload, in the version of the event. Any JSON, `null` too.",
    example: { interaction_id: 'int_1' },
  })
  @Allow()
  payload?: unknown;

  @ApiPropertyOptional({
    description: "A JSON Schema (draft 2020-12) in the place of that of the event's final version.",
    example: { type: 'object' },
  })
  @Allow()
  schema?: unknown;
}

/** The first one is what Swagger UI sends as opened. */
export const DRAFT_EXAMPLES = {
  as_it_is: { summary: 'The event as it is on record', value: {} },
  payload: { summary: 'With another payload', value: { payload: { interaction_id: 'int_1' } } },
  schema: { summary: 'With another schema', value: { schema: { type: 'object' } } },
};

/** What a target answered. */
export class LastAnswerDto {
  @ApiProperty({ example: '2024-10-23T14:00:00.000Z', description: 'When the attempt began.' })
  at!: string;

  @ApiProperty({ type: String, nullable: true, example: 'target:crm' })
  target!: string | null;

  @ApiProperty({ example: 422 })
  status!: number;

  @ApiProperty({ example: '{"error":"no such case"}', description: 'Its beginning.' })
  body!: string;
}

export class DryRunDto {
  @ApiProperty({ enum: ['pass', 'fail'] })
  would!: 'pass' | 'fail';

  @ApiProperty({ type: String, nullable: true, example: 'validation_failed' })
  error_code!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'payload.amount must be a number, but is a string (at /payload/amount) in event evt_1',
  })
  error!: string | null;

  @ApiProperty({ example: 'v1' })
  schema_version!: string;

  @ApiProperty({ example: 'v2.1' })
  final_version!: string;

  @ApiProperty({ type: String, nullable: true, example: 'crm', description: 'null: no target is known.' })
  target!: string | null;

  @ApiProperty({
    description:
      'Whether a retry would send the event to its target, or have CXone validate it. A dry run asks neither, so ' +
      'what they would answer is not known.',
  })
  target_not_asked!: boolean;

  @ApiProperty({
    type: LastAnswerDto,
    nullable: true,
    description: 'What a target answered in the latest attempt that got an answer; null: none did.',
  })
  last_answer!: LastAnswerDto | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description:
      'What the destination would get, to the letter; where it fails, as far as it was brought up to date.',
  })
  event!: object;

  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    description: 'From the event as it is on record to `event`: a JSON Patch (RFC 6902).',
    example: [{ op: 'replace', path: '/payload/amount', value: 1.1 }],
  })
  diff!: object[];
}

export class SampleDryRunQueryDto extends EventsFilterDto {
  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: MAX_SAMPLE, default: DEFAULT_SAMPLE })
  @IsOptional()
  @IsInt(SAMPLE)
  @Min(1, SAMPLE)
  @Max(MAX_SAMPLE, SAMPLE)
  sample: number = DEFAULT_SAMPLE;

  @ApiPropertyOptional({
    description:
      'The name of a file of the schemas: a schema, an upcaster, or the registry file. With `draft` in its place the ' +
      'events are tried as if the set were in force. As for changing the schemas, the role is `admin`.',
    example: 'v2.1.schema.json',
  })
  @IsOptional()
  @IsFilterText(MAX_FILE_NAME)
  draft_file?: string;

  @ApiPropertyOptional({
    description: 'The content of `draft_file`: a string, or the JSON itself where the file is JSON.',
    oneOf: [{ type: 'string' }, { type: 'object', additionalProperties: true }],
    example: { type: 'object', required: ['payload'] },
  })
  @Allow()
  draft?: unknown;
}

/** The first one is what Swagger UI sends as opened. */
export const SAMPLE_EXAMPLES = {
  all: { summary: 'A sample of all dead letters', value: { sample: 100 } },
  cause: {
    summary: 'A sample of those of one cause',
    value: { error_code: 'validation_failed', schema_version: 'v2.1', sample: 100 },
  },
  draft: {
    summary: 'A sample of the parked ones, by a schema that is not in force',
    value: {
      status: 'parked',
      schema_version: 'v2.1',
      draft_file: 'v2.1.schema.json',
      draft: { type: 'object' },
    },
  },
};

export class DryRunCauseDto {
  @ApiProperty({ example: 'validation_failed' })
  error_code!: string;

  @ApiProperty({ example: 'missing required field: interaction_id in event evt_123', description: 'Of one.' })
  error!: string;

  @ApiProperty({ example: 'v2-9f86d081884c7d65' })
  fingerprint!: string;

  @ApiProperty({ example: 12 })
  count!: number;

  @ApiProperty({ example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  example_trace_id!: string;
}

export class SampleDryRunDto {
  @ApiProperty({ example: 100, description: 'Tried; fewer than asked for where the time was over before.' })
  sampled!: number;

  @ApiProperty({ example: 5_000, description: 'Dead letters that the filters take.' })
  matching!: number;

  @ApiProperty({ example: 0, description: 'Picked, but the store did not hand them out.' })
  unread!: number;

  @ApiProperty({ example: 88, description: 'As far as their targets, which are not asked.' })
  would_pass!: number;

  @ApiProperty({ example: 12 })
  would_fail!: number;

  @ApiProperty({ type: [DryRunCauseDto], description: 'The most frequent first.' })
  by_cause!: DryRunCauseDto[];
}
