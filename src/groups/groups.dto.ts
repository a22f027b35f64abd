import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { EventsFilterDto } from '../catalog/events-filter.dto.js';
import { CatalogStateDto, NamedCountDto } from '../catalog/stats.dto.js';
import { shownReason } from '../domain/letter/fingerprint.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { IsSomeOf } from '../http/query-filters.js';
import type { Fixed } from './fixed-now.js';
import { HOURS, MAX_TENANTS, type GroupFigures } from './group-figures.js';
import { GROUP_SORTS, type GroupSort } from './group-page.js';
import { NOTE_STATES, type NoteState } from './note.js';
import type { StoredNote } from './note-book.js';
import { NoteDto, noteDto } from './note.dto.js';

export class GroupsQueryDto extends IntersectionType(EventsFilterDto, PageQueryDto) {
  @ApiPropertyOptional({
    enum: GROUP_SORTS,
    default: 'count',
    description: 'The most, or the latest, first.',
  })
  @IsOptional()
  @IsIn(GROUP_SORTS, { message: `one of ${GROUP_SORTS.join(', ')}` })
  sort: GroupSort = 'count';

  @ApiPropertyOptional({
    enum: NOTE_STATES,
    isArray: true,
    description: "Of the cause's note, one or several; a cause without a note is `open`.",
  })
  @IsSomeOf(NOTE_STATES)
  state?: NoteState[];
}

export class FixedDto {
  @ApiProperty({ example: 50 })
  sampled!: number;

  @ApiProperty({ example: 48 })
  would_pass!: number;

  @ApiProperty({ example: '2024-10-23T19:39:05.678Z' })
  at!: string;
}

export class GroupDto {
  @ApiProperty({ example: 'v2-9f86d081884c7d65' })
  fingerprint!: string;

  @ApiProperty({ type: String, nullable: true, example: 'validation_failed' })
  error_code!: string | null;

  @ApiProperty({
    example: 'missing required field: interaction_id in event ?',
    description: '`?` stands for what differs from event to event.',
  })
  error!: string;

  @ApiProperty({ type: String, nullable: true, example: 'v2.1', description: 'Of the one that failed last.' })
  schema_version!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'target:crm' })
  target!: string | null;

  @ApiProperty({ example: 4_000 })
  count!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { pending: 0, parked: 4_000 },
  })
  by_status!: Record<string, number>;

  @ApiProperty({ type: [NamedCountDto], description: `Of the ${MAX_TENANTS} tenants that have most.` })
  tenants!: NamedCountDto[];

  @ApiProperty({ example: 0, description: 'Dead letters of all other tenants.' })
  other_tenants!: number;

  @ApiProperty({ example: '2024-10-23T19:39:05.678Z' })
  first_failed_at!: string;

  @ApiProperty({ example: '2024-10-23T19:39:05.678Z' })
  last_failed_at!: string;

  @ApiProperty({
    type: [Number],
    minItems: HOURS,
    maxItems: HOURS,
    example: [...Array.from({ length: HOURS - 1 }, () => 0), 4_000],
    description: 'Dead letters by the hour of their first failure; the last number is of this hour.',
  })
  per_hour!: number[];

  @ApiProperty({
    example: true,
    description: 'All its dead letters have failed for it within `NEW_GROUP_S`: it is new, or back.',
  })
  is_new!: boolean;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015',
    description: 'The one that failed last.',
  })
  example_trace_id!: string | null;

  @ApiProperty({ type: NoteDto, nullable: true, example: null })
  note!: NoteDto | null;

  @ApiPropertyOptional({ type: FixedDto, description: 'What the latest change of schemas or routes mended.' })
  fixed_now?: FixedDto;
}

export class GroupsPageDto {
  @ApiProperty({ type: [GroupDto] })
  items!: GroupDto[];

  @ApiProperty({ description: 'Empty: there is no more.', example: '' })
  next_token!: string;

  @ApiProperty({ example: 7, description: 'Causes on all pages.' })
  matched!: number;

  @ApiProperty({ example: 20_000, description: 'Their dead letters that the filters take, on all pages.' })
  dead_letters!: number;

  @ApiProperty({ type: CatalogStateDto })
  catalog!: CatalogStateDto;
}

/** What is known of a cause besides its dead letters. */
export interface GroupFacts {
  isNew: boolean;
  stored: StoredNote | undefined;
  fixed: Fixed | undefined;
  exampleTraceId: string | null;
}

export function groupDto(
  figures: GroupFigures,
  { isNew, stored, fixed, exampleTraceId }: GroupFacts,
): GroupDto {
  const { latest } = figures;
  const { eventId, tenantId, interactionId, schemaVersion } = latest;
  return {
    fingerprint: figures.fingerprint,
    error_code: latest.errorCode,
    error: shownReason(latest.error, [eventId, tenantId, interactionId, schemaVersion]),
    schema_version: schemaVersion,
    target: latest.target,
    count: figures.count,
    by_status: { ...figures.byStatus },
    tenants: figures.tenants,
    other_tenants: figures.otherTenants,
    first_failed_at: new Date(figures.firstFailedAt).toISOString(),
    last_failed_at: new Date(figures.lastFailedAt).toISOString(),
    per_hour: figures.perHour,
    is_new: isNew,
    example_trace_id: exampleTraceId,
    note: stored === undefined ? null : noteDto(stored),
    ...(fixed && { fixed_now: fixedDto(fixed) }),
  };
}

function fixedDto({ sampled, wouldPass, at }: Fixed): FixedDto {
  return { sampled, would_pass: wouldPass, at: new Date(at).toISOString() };
}
