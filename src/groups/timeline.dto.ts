import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { AUDIT_ACTIONS, type AuditAction } from '../audit/audit-entry.js';
import { IsInstant } from '../http/is-instant.js';
import { MAX_TIMELINE_CAUSES } from './timeline-arrivals.js';
import { MAX_BUCKETS } from './timeline-window.js';
import { MAX_MARKS } from './timeline.service.js';

const MAX_BUCKET_S = 31_536_000;
const BUCKET = { message: `a whole number of seconds from 1 to ${MAX_BUCKET_S}` };

export class TimelineQueryDto {
  @ApiPropertyOptional({ description: 'At this time or later; a day before `to` where it is left out.' })
  @IsOptional()
  @IsInstant()
  from?: string;

  @ApiPropertyOptional({ description: 'Before this time; now where it is left out.' })
  @IsOptional()
  @IsInstant()
  to?: string;

  @ApiPropertyOptional({
    type: Number,
    minimum: 1,
    maximum: MAX_BUCKET_S,
    description: `The length of a bucket, seconds. Left out: as many as make at most 100 buckets. At most ${MAX_BUCKETS} buckets.`,
  })
  @IsOptional()
  @Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value,
  )
  @IsInt(BUCKET)
  @Min(1, BUCKET)
  @Max(MAX_BUCKET_S, BUCKET)
  bucket_s?: number;
}

export class ArrivalsDto {
  @ApiProperty({
    example: 'v2-9f86d081884c7d65',
    description: 'The cause, as `group` of `GET /events` takes it.',
  })
  fingerprint!: string;

  @ApiProperty({ type: String, nullable: true, example: 'validation_failed' })
  error_code!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'target:crm' })
  target!: string | null;

  @ApiProperty({ example: 'missing required field: interaction_id', description: 'Of one of them.' })
  error!: string;

  @ApiProperty({ example: 12 })
  total!: number;

  @ApiProperty({ type: [Number], example: [0, 9, 3], description: 'One number for each bucket.' })
  counts!: number[];
}

export class OtherArrivalsDto {
  @ApiProperty({ example: 0, description: 'How many causes are counted together here.' })
  causes!: number;

  @ApiProperty({ type: [Number], example: [0, 0, 0] })
  counts!: number[];
}

export class MarkDto {
  @ApiProperty({ example: '2024-10-23T14:00:00.000Z' })
  at!: string;

  @ApiProperty({ enum: AUDIT_ACTIONS, example: 'schemas_changed' })
  action!: AuditAction;

  @ApiProperty({ example: '1729692000000-5f0c9a1e', description: 'The entry in `GET /api/v1/audit`.' })
  audit_id!: string;

  @ApiProperty({ example: 'ci changed the schemas; versions: v2.1 (reason: the field is optional now).' })
  text!: string;
}

export class TimelineDto {
  @ApiProperty({ example: '2024-10-22T14:00:00.000Z' })
  from!: string;

  @ApiProperty({ example: '2024-10-23T14:00:00.000Z' })
  to!: string;

  @ApiProperty({ example: 900 })
  bucket_s!: number;

  @ApiProperty({ type: [ArrivalsDto], description: `The ${MAX_TIMELINE_CAUSES} causes with most arrivals.` })
  causes!: ArrivalsDto[];

  @ApiProperty({ type: OtherArrivalsDto, description: 'All other causes together.' })
  other!: OtherArrivalsDto;

  @ApiProperty({ type: [MarkDto], description: `The oldest first; of more than ${MAX_MARKS} the newest.` })
  marks!: MarkDto[];

  @ApiProperty({
    example: true,
    description: '`false`: there are more marks in this time, or the audit could not be read.',
  })
  marks_complete!: boolean;
}
