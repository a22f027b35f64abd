import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsOptional } from 'class-validator';
import { STATUSES } from '../domain/dead-letter.js';
import { IsInstant } from '../http/is-instant.js';
import type { ListedEvent, ListedStatus } from './event-listing.service.js';
import { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT, queryPageLimit } from './page-limit.js';

export const LISTED_STATUSES = [...STATUSES, 'corrupt', 'foreign'] as const;

const message = (expected: string) => ({ message: expected });

export class EventsQueryDto {
  @ApiPropertyOptional({ minimum: 1, maximum: MAX_PAGE_LIMIT, default: DEFAULT_PAGE_LIMIT, type: Number })
  @Transform(({ value }) => queryPageLimit(value))
  limit: number = DEFAULT_PAGE_LIMIT;

  @ApiPropertyOptional({ description: '`next_token` of the page before.', type: String })
  next_token?: unknown;

  @ApiPropertyOptional({ enum: ['asc', 'desc'], default: 'asc', description: 'By the first failure.' })
  @IsOptional()
  @IsIn(['asc', 'desc'], message('asc or desc'))
  order: 'asc' | 'desc' = 'asc';

  @ApiPropertyOptional({ enum: LISTED_STATUSES })
  @IsOptional()
  @IsIn(LISTED_STATUSES, message(`one of ${LISTED_STATUSES.join(', ')}`))
  status?: ListedStatus;

  @ApiPropertyOptional({ example: '2024-10-23T14:00:00Z', description: 'First failed at this or later.' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ example: '2024-10-24T00:00:00Z', description: 'First failed before this.' })
  @IsOptional()
  @IsInstant()
  to?: string;
}

/** One line of the listing. What cannot be known of a corrupt or foreign object is null. */
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

  @ApiProperty({ description: 'Put there with another tool than this service, such as a repair.' })
  by_hand!: boolean;
}

export class EventsPageDto {
  @ApiProperty({ type: [EventSummaryDto] })
  items!: EventSummaryDto[];

  @ApiProperty({ description: 'Empty: there is no more.', example: '' })
  next_token!: string;
}

export function summaryOf({ key, traceId, status, letter, reason, byHand }: ListedEvent): EventSummaryDto {
  const time = (ms: number | null | undefined) =>
    ms === null || ms === undefined ? null : new Date(ms).toISOString();
  return {
    trace_id: traceId,
    key,
    event_id: letter?.event.eventId ?? null,
    tenant_id: letter?.event.tenantId ?? null,
    status,
    error_code: letter?.errorCode ?? null,
    error: letter?.error ?? reason,
    retry_count: letter?.retryCount ?? null,
    first_failed_at: time(letter?.firstFailedAt),
    failed_at: time(letter?.failedAt),
    next_retry_at: time(letter?.nextRetryAt),
    schema_version: letter?.event.schemaVersion ?? null,
    by_hand: byHand,
  };
}
