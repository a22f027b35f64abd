import { applyDecorators } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Allow, IsIn, IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import { IsInstant } from '../http/is-instant.js';
import { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT, queryPageLimit } from '../http/page-limit.js';
import { AUDIT_ACTIONS, type AuditAction } from './audit-entry.js';

const MAX_FILTER_LENGTH = 256;

/** Query strings know lists by repetition, and people write commas. */
const listOf = ({ value }: { value: unknown }): unknown =>
  typeof value === 'string' || Array.isArray(value)
    ? [value].flat().flatMap((part: unknown) => (typeof part === 'string' ? part.split(',') : [part]))
    : value;

function IsFilterText(): PropertyDecorator {
  return applyDecorators(
    IsOptional(),
    IsString({ message: 'one text' }),
    // A blank one is a variable that was not set in a script.
    Matches(/\S/, { message: 'a text that is not blank' }),
    MaxLength(MAX_FILTER_LENGTH, { message: `at most ${MAX_FILTER_LENGTH} characters` }),
  );
}

export class AuditQueryDto {
  @ApiPropertyOptional({ description: 'At this time or later, such as `2024-10-23T14:00:00Z`.' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ description: 'Before this time, such as `2024-10-24T00:00:00Z`.' })
  @IsOptional()
  @IsInstant()
  to?: string;

  @ApiPropertyOptional({ description: 'The name of who did it, such as `ci`.' })
  @IsFilterText()
  actor?: string;

  @ApiPropertyOptional({ enum: AUDIT_ACTIONS, isArray: true, description: 'One or several.' })
  @Transform(listOf)
  @IsOptional()
  @IsIn(AUDIT_ACTIONS, { each: true, message: `of ${AUDIT_ACTIONS.join(', ')}` })
  action?: AuditAction[];

  @ApiPropertyOptional({ description: 'The dead letter that it was done to.' })
  @IsFilterText()
  trace_id?: string;

  @ApiPropertyOptional({ description: 'The job that it was done to.' })
  @IsFilterText()
  job_id?: string;

  @ApiPropertyOptional({ minimum: 1, maximum: MAX_PAGE_LIMIT, default: DEFAULT_PAGE_LIMIT, type: Number })
  @Allow()
  @Transform(({ value }) => queryPageLimit(value))
  limit: number = DEFAULT_PAGE_LIMIT;

  @ApiPropertyOptional({ description: '`next_token` of the page before.', type: String })
  @Allow()
  next_token?: unknown;
}

export class ActorDto {
  @ApiProperty({
    example: 'ci',
    description: 'The name of the key or the person; `cxone-dlq` for the service.',
  })
  name!: string;

  @ApiProperty({
    example: 'key',
    description: '`key`, `oidc`, `session`, `loopback`, `service`; `unknown` where the sign-in was refused.',
  })
  kind!: string;

  @ApiProperty({ type: String, nullable: true, example: 'operator' })
  role!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '192.0.2.17' })
  address!: string | null;
}

export class AuditTargetDto {
  @ApiPropertyOptional({ example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  trace_id?: string;

  @ApiPropertyOptional()
  job_id?: string;

  @ApiPropertyOptional()
  fingerprint?: string;

  @ApiPropertyOptional()
  schema_version?: string;
}

export class AuditEntryDto {
  @ApiProperty({ example: '1729712345678-000001-0192f0c1-7d5e-7cc3-9a51-3f6f4e0a2b17' })
  audit_id!: string;

  @ApiProperty({ example: '2024-10-23T19:39:05.678Z' })
  at!: string;

  @ApiProperty({ type: ActorDto })
  actor!: ActorDto;

  @ApiProperty({ enum: AUDIT_ACTIONS, example: 'event_retried' })
  action!: AuditAction;

  @ApiProperty({ type: AuditTargetDto })
  target!: AuditTargetDto;

  @ApiProperty({ type: String, nullable: true, example: 'the CRM is up again, ticket OPS-312' })
  reason!: string | null;

  @ApiProperty({ type: Object, nullable: true, example: { status: 'parked', retry_count: 8 } })
  before!: unknown;

  @ApiProperty({
    type: Object,
    nullable: true,
    example: null,
    description:
      'What the change asks for; `null` where only an attempt will tell. The entry is written before the change: ' +
      'the record, under the same `audit_id`, says how it ended.',
  })
  after!: unknown;

  @ApiProperty({ type: String, nullable: true, example: null, description: '`X-Request-Id` of the request.' })
  request_id!: string | null;
}

export class AuditPageDto {
  @ApiProperty({ type: [AuditEntryDto] })
  items!: AuditEntryDto[];

  @ApiProperty({
    type: [String],
    example: [],
    description: 'Ids of entries on this page that are damaged, or that the store does not hand out.',
  })
  unreadable!: string[];

  @ApiProperty({
    description: 'Empty: there is no more. With a filter a page may hold few entries, or none, and go on.',
    example: '',
  })
  next_token!: string;
}
