import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Min } from 'class-validator';
import { PageQueryDto } from '../http/page-query.dto.js';
import { wholeNumberOf } from '../http/query-filters.js';
import { SORTS, type Sort } from './catalog-query.js';
import { EventsFilterDto } from './events-filter.dto.js';
import { LISTED_STATUSES, type ListedStatus } from './listed-status.js';
import { CatalogStateDto } from './stats.dto.js';
import { isRecord, objectKeyOf, traceIdOf, type Summary } from './summary.js';

export class EventsQueryDto extends IntersectionType(EventsFilterDto, PageQueryDto) {
  @ApiPropertyOptional({ enum: SORTS, default: 'first_failed_at' })
  @IsOptional()
  @IsIn(SORTS, { message: `one of ${SORTS.join(', ')}` })
  sort: Sort = 'first_failed_at';

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'asc' })
  @IsOptional()
  @IsIn(['asc', 'desc'], { message: 'asc or desc' })
  order: 'asc' | 'desc' = 'asc';

  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    default: 0,
    description:
      'How many matches stand before the page, for a jump into a long list; without `next_token`. What comes or goes ' +
      'meanwhile moves the others: go on with `next_token` for a list without gaps.',
  })
  @Transform(wholeNumberOf)
  @IsOptional()
  @IsInt({ message: 'a whole number from 0' })
  @Min(0, { message: 'a whole number from 0' })
  offset: number = 0;
}

/** One line of the listing. What cannot be known of a corrupt, foreign or unreadable object is null. */
export class EventSummaryDto {
  @ApiProperty({
    type: String,
    nullable: true,
    example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015',
  })
  trace_id!: string | null;

  @ApiProperty({
    example: 'dlq/year=2024/month=10/day=23/hour=19/DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015.json',
  })
  key!: string;

  @ApiProperty({ type: String, nullable: true, example: 'evt_123' })
  event_id!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 't_456' })
  tenant_id!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'int_1' })
  interaction_id!: string | null;

  @ApiProperty({ enum: LISTED_STATUSES, example: 'parked' })
  status!: ListedStatus;

  @ApiProperty({ type: String, nullable: true, example: 'validation_failed' })
  error_code!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'missing required field: interaction_id in event evt_123',
  })
  error!: string | null;

  @ApiProperty({ type: Number, nullable: true, example: 0 })
  retry_count!: number | null;

  @ApiProperty({ type: String, nullable: true, example: '2024-10-23T19:39:05.678Z' })
  first_failed_at!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '2024-10-23T19:39:05.678Z' })
  failed_at!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'null: no retry by schedule' })
  next_retry_at!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'v2.1' })
  schema_version!: string | null;

  @ApiProperty({ example: 'v2-9f86d081884c7d65', description: 'The same for failures of the same cause.' })
  fingerprint!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'target:crm',
    description: 'The target or processor of the latest attempt that got so far.',
  })
  target!: string | null;

  @ApiProperty({ example: false, description: 'Somebody has changed what the record says.' })
  edited!: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'The trace id of the older event of the same contact that it waits for (ORDER_BY).',
  })
  blocked_by!: string | null;

  @ApiProperty({ description: 'Put there with another tool than this service, such as a repair.' })
  by_hand!: boolean;
}

export class EventsPageDto {
  @ApiProperty({ type: [EventSummaryDto] })
  items!: EventSummaryDto[];

  @ApiProperty({ description: 'Empty: there is no more.', example: '' })
  next_token!: string;

  @ApiProperty({ example: 1, description: 'Dead letters that the filters take, on all pages.' })
  matched!: number;

  @ApiProperty({ type: CatalogStateDto })
  catalog!: CatalogStateDto;
}

/** Of what cannot be read as a record only what the name and the reason tell is said. */
export function summaryDto(summary: Summary, blocker: Summary | undefined): EventSummaryDto {
  const readable = isRecord(summary);
  const time = (ms: number | null) => (readable && ms !== null ? new Date(ms).toISOString() : null);
  return {
    trace_id: traceIdOf(summary),
    key: objectKeyOf(summary),
    event_id: summary.eventId,
    tenant_id: summary.tenantId,
    interaction_id: summary.interactionId,
    status: summary.status,
    error_code: summary.errorCode,
    error: summary.error,
    retry_count: readable ? summary.retryCount : null,
    first_failed_at: time(summary.firstFailedAt),
    failed_at: time(summary.failedAt),
    next_retry_at: time(summary.nextRetryAt),
    schema_version: summary.schemaVersion,
    fingerprint: summary.fingerprint,
    target: summary.target,
    edited: summary.edited,
    blocked_by: blocker === undefined ? null : traceIdOf(blocker),
    by_hand: summary.byHand,
  };
}
