import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsInstant } from '../http/is-instant.js';
import { PageQueryDto } from '../http/page-query.dto.js';
import { IsFilterText, IsSomeOf } from '../http/query-filters.js';
import { AUDIT_ACTIONS, type AuditAction } from './audit-entry.js';

/** Characters of one filter. */
const MAX_FILTER_LENGTH = 256;

export class AuditQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'At this time or later, such as `2024-10-23T14:00:00Z`.' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ description: 'Before this time, such as `2024-10-24T00:00:00Z`.' })
  @IsOptional()
  @IsInstant()
  to?: string;

  @ApiPropertyOptional({ description: 'The name of who did it, such as `ci`.' })
  @IsFilterText(MAX_FILTER_LENGTH)
  actor?: string;

  @ApiPropertyOptional({ enum: AUDIT_ACTIONS, isArray: true, description: 'One or several.' })
  @IsSomeOf(AUDIT_ACTIONS)
  action?: AuditAction[];

  @ApiPropertyOptional({ description: 'The dead letter that it was done to.' })
  @IsFilterText(MAX_FILTER_LENGTH)
  trace_id?: string;

  @ApiPropertyOptional({ description: 'The job that it was done to.' })
  @IsFilterText(MAX_FILTER_LENGTH)
  job_id?: string;
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
