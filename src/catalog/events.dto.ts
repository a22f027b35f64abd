import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Min } from 'class-validator';
import { IsInstant } from '../http/is-instant.js';
import { SORTS, type CatalogFilter, type Sort } from './catalog-query.js';
import { CatalogStateDto } from './stats.dto.js';
import { isRecord, objectKeyOf, MAX_SHOWN_ERROR_LENGTH, traceIdOf, type Summary } from './summary.js';
import { LISTED_STATUSES, type ListedStatus } from './listed-status.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { IsFilterText, IsSomeOf } from '../http/query-filters.js';

/** Characters of one filter. */
const MAX_FILTER_LENGTH = 1_024;

const message = (expected: string) => ({ message: expected });

/** A number can only come as text. */
const numberOf = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;

function IsRetryCount(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: Number, minimum: 0 }),
    Transform(numberOf),
    IsOptional(),
    IsInt(message('a whole number from 0')),
    Min(0, message('a whole number from 0')),
  );
}

export class EventsQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: SORTS, default: 'first_failed_at' })
  @IsOptional()
  @IsIn(SORTS, message(`one of ${SORTS.join(', ')}`))
  sort: Sort = 'first_failed_at';

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'asc' })
  @IsOptional()
  @IsIn(['asc', 'desc'], message('asc or desc'))
  order: 'asc' | 'desc' = 'asc';

  @ApiPropertyOptional({
    enum: LISTED_STATUSES,
    isArray: true,
    description: 'One or several.',
  })
  @IsSomeOf(LISTED_STATUSES)
  status?: ListedStatus[];

  @ApiPropertyOptional({ description: 'Such as `t_456`.' })
  @IsFilterText(MAX_FILTER_LENGTH)
  tenant_id?: string;

  @ApiPropertyOptional({ description: 'Such as `evt_123`.' })
  @IsFilterText(MAX_FILTER_LENGTH)
  event_id?: string;

  @ApiPropertyOptional({ description: 'Such as `validation_failed`.' })
  @IsFilterText(MAX_FILTER_LENGTH)
  error_code?: string;

  @ApiPropertyOptional({ description: 'Failures of the same cause, such as `v1-9f86d081884c7d65`.' })
  @IsFilterText(MAX_FILTER_LENGTH)
  fingerprint?: string;

  @ApiPropertyOptional({ description: 'Such as `v2.1`.' })
  @IsFilterText(MAX_FILTER_LENGTH)
  schema_version?: string;

  @ApiPropertyOptional({ description: 'First failed at this or later, such as `2024-10-23T14:00:00Z`.' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ description: 'First failed before this, such as `2024-10-24T00:00:00Z`.' })
  @IsOptional()
  @IsInstant()
  to?: string;

  @IsRetryCount()
  min_retry_count?: number;

  @IsRetryCount()
  max_retry_count?: number;

  @ApiPropertyOptional({
    description: `Somewhere in the first ${MAX_SHOWN_ERROR_LENGTH} characters of the error, in upper or lower case.`,
  })
  @IsFilterText(MAX_FILTER_LENGTH)
  text?: string;
}

/** The filters of a query, without its paging. */
export type EventsFilterDto = Omit<EventsQueryDto, 'limit' | 'next_token' | 'sort' | 'order'>;

export function filterOf(query: EventsFilterDto): CatalogFilter {
  const time = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return {
    status: query.status,
    tenantId: query.tenant_id,
    eventId: query.event_id,
    errorCode: query.error_code,
    fingerprint: query.fingerprint,
    schemaVersion: query.schema_version,
    from: time(query.from),
    to: time(query.to),
    minRetryCount: query.min_retry_count,
    maxRetryCount: query.max_retry_count,
    text: query.text,
  };
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

  @ApiProperty({ example: 'v1-9f86d081884c7d65', description: 'The same for failures of the same cause.' })
  fingerprint!: string;

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
    status: summary.status,
    error_code: summary.errorCode,
    error: summary.error,
    retry_count: readable ? summary.retryCount : null,
    first_failed_at: time(summary.firstFailedAt),
    failed_at: time(summary.failedAt),
    next_retry_at: time(summary.nextRetryAt),
    schema_version: summary.schemaVersion,
    fingerprint: summary.fingerprint,
    blocked_by: blocker === undefined ? null : traceIdOf(blocker),
    by_hand: summary.byHand,
  };
}
