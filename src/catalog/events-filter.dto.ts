import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsInt, IsOptional, Min } from 'class-validator';
import { IsInstant } from '../http/is-instant.js';
import { booleanOf, IsFilterText, IsFilterValues, IsSomeOf, wholeNumberOf } from '../http/query-filters.js';
import type { CatalogFilter } from './catalog-filter.js';
import { LISTED_STATUSES, type ListedStatus } from './listed-status.js';
import { MAX_SHOWN_ERROR_LENGTH } from './summary.js';

/** Characters of one value. */
const MAX_FILTER_LENGTH = 1_024;

const RETRY_COUNT = { message: 'a whole number from 0' };

/** One or several values. */
function Values(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: [String], description }),
    IsFilterValues(MAX_FILTER_LENGTH),
  );
}

function IsRetryCount(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: Number, minimum: 0 }),
    Transform(wholeNumberOf),
    IsOptional(),
    IsInt(RETRY_COUNT),
    Min(0, RETRY_COUNT),
  );
}

/** Which dead letters are meant: the one language of filters, in queries and in bodies of JSON. */
export class EventsFilterDto {
  @ApiPropertyOptional({ enum: LISTED_STATUSES, isArray: true, description: 'One or several.' })
  @IsSomeOf(LISTED_STATUSES)
  status?: ListedStatus[];

  @Values('Such as `t_456`; one or several, as all that follow.')
  tenant_id?: string[];

  @Values('Such as `evt_123`.')
  event_id?: string[];

  @Values('Such as `int_1`: of the interaction that the event is about.')
  interaction_id?: string[];

  @Values('Such as `validation_failed`.')
  error_code?: string[];

  @Values('The target or processor of the latest attempt, such as `target:crm`.')
  target?: string[];

  @Values('Failures of the same cause, such as `v2-9f86d081884c7d65`.')
  group?: string[];

  @Values('Another name of `group`.')
  fingerprint?: string[];

  @Values('Such as `v2.1`.')
  schema_version?: string[];

  @ApiPropertyOptional({ type: Boolean, description: 'Whether somebody has changed what the record says.' })
  @Transform(booleanOf)
  @IsOptional()
  @IsBoolean({ message: 'true or false' })
  edited?: boolean;

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

export function filterOf(query: EventsFilterDto): CatalogFilter {
  const time = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));
  return {
    status: query.status,
    tenantId: query.tenant_id,
    eventId: query.event_id,
    interactionId: query.interaction_id,
    errorCode: query.error_code,
    target: query.target,
    fingerprint: inBoth(query.fingerprint, query.group),
    schemaVersion: query.schema_version,
    edited: query.edited,
    from: time(query.from),
    to: time(query.to),
    minRetryCount: query.min_retry_count,
    maxRetryCount: query.max_retry_count,
    text: query.text,
  };
}

/** All filters that are given must hold, those of two names for one field too. */
function inBoth<T>(one: readonly T[] | undefined, other: readonly T[] | undefined): readonly T[] | undefined {
  return one === undefined || other === undefined
    ? (one ?? other)
    : one.filter((value) => other.includes(value));
}
