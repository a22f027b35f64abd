import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Allow, IsBoolean, IsOptional } from 'class-validator';
import { ReasonDto } from '../audit/reason.dto.js';
import { EventsFilterDto } from '../catalog/events-filter.dto.js';
import { booleanOf } from '../http/query-filters.js';
import { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT, pageLimit } from '../http/page-limit.js';

export class RetryPageRequestDto extends IntersectionType(EventsFilterDto, ReasonDto) {
  @ApiPropertyOptional({
    minimum: 1,
    maximum: MAX_PAGE_LIMIT,
    default: DEFAULT_PAGE_LIMIT,
    type: Number,
    description: 'Any other value of any type counts as the default.',
  })
  @Allow()
  @Transform(({ value }) => pageLimit(value))
  limit: number = DEFAULT_PAGE_LIMIT;

  @ApiPropertyOptional({ type: String, default: '', description: '`next_token` of the page before.' })
  @Allow()
  @Transform(({ value }) => value as unknown)
  next_token?: unknown;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Needed where every filter that is named is `null`: the page then takes every dead letter.',
  })
  @IsOptional()
  @IsBoolean({ message: 'true or false' })
  all: boolean = false;
}

/** The first one is what Swagger UI sends as opened. */
export const RETRY_PAGE_EXAMPLES = {
  all: { summary: 'The oldest 20 of all', value: { limit: 20 } },
  cause: { summary: 'Those of one cause', value: { group: ['v2-9f86d081884c7d65'], limit: 20 } },
};

export class RetryPageDto {
  @ApiProperty({
    type: [String],
    description:
      'Keys of the events that passed. Their objects are deleted, or resolved (RESOLVED_RETENTION_DAYS).',
  })
  processed!: string[];

  @ApiProperty({ type: [String], description: 'Keys of events that failed again.' })
  failed!: string[];

  @ApiProperty({ description: 'Empty: there is no more.', example: '' })
  next_token!: string;
}

export class RetryOneQueryDto extends ReasonDto {
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'true: the retry does not wait for an older event of the same contact (ORDER_BY).',
  })
  @Transform(booleanOf)
  @IsBoolean({ message: 'true or false' })
  force: boolean = false;
}

export class RetryResultDto {
  @ApiProperty({ enum: ['processed', 'failed'] })
  outcome!: 'processed' | 'failed';

  @ApiProperty({ example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  trace_id!: string;

  @ApiProperty({
    example: 'dlq/year=2024/month=10/day=23/hour=19/DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015.json',
  })
  key!: string;

  @ApiProperty({
    description: 'Empty where it was processed.',
    example: 'retry 1 failed: missing required field: interaction_id in event evt_123',
  })
  error!: string;
}
