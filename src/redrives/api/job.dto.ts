import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { EventsFilterDto } from '../../catalog/events-filter.dto.js';
import {
  AFTER_CORRECTION,
  JOB_ACTIONS,
  JOB_STATES,
  OUTCOMES,
  type AfterCorrection,
  type JobAction,
  type JobState,
  type Outcome,
} from '../../domain/job/job.js';
import { PageQueryDto } from '../../http/page-query.dto.js';

class ShownFailureDto {
  @ApiProperty({ example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  trace_id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'upstream_error' })
  error_code!: string | null;

  @ApiProperty({ example: 'retry 1 failed: the CRM answered HTTP 503' })
  error!: string;
}

class StopReasonDto {
  @ApiProperty({ enum: ['canary_failed', 'failure_percent', 'new_cause', 'unreadable'] })
  kind!: string;

  @ApiProperty({ example: 'A step of the canary had a greater share of failures than failure_percent.' })
  text!: string;

  @ApiProperty({
    type: [ShownFailureDto],
    description: 'The first ten since the job was started or resumed.',
  })
  failures!: ShownFailureDto[];
}

class JobCorrectionDto {
  @ApiProperty({
    nullable: true,
    oneOf: [{ type: 'array', items: { type: 'object' } }, { type: 'object' }, { type: 'string' }],
    description: 'As it was sent, as a text where its numbers have more digits than JavaScript keeps.',
    example: [{ op: 'replace', path: '/schema_version', value: 'v2.1' }],
  })
  patch!: unknown;

  @ApiProperty({ type: String, nullable: true, description: '`[masked]` where REDACT_PATHS is set.' })
  expression!: string | null;

  @ApiProperty({ enum: AFTER_CORRECTION })
  then!: AfterCorrection;
}

class KeptElsewhereDto {
  @ApiProperty({ example: 'audit/' })
  where!: string;

  @ApiProperty({ example: 'ids; reasons that people wrote' })
  what!: string;
}

class RemainsDto {
  @ApiProperty({
    example: 0,
    description:
      'Members of which earlier versions are, or may be, still in the bucket: `error` of the member says why.',
  })
  versions_kept!: number;

  @ApiProperty({
    type: [KeptElsewhereDto],
    description: 'Places that the erasure does not change, and what may be left of an event there.',
  })
  elsewhere!: KeptElsewhereDto[];
}

export class JobDto {
  @ApiProperty({ example: 'JOB-1729712345678-3f1c' })
  job_id!: string;

  @ApiProperty({ enum: JOB_ACTIONS })
  action!: JobAction;

  @ApiProperty({ enum: JOB_STATES, example: 'running' })
  state!: JobState;

  @ApiProperty({ type: StopReasonDto, nullable: true, description: 'Why the job stopped itself.' })
  stop_reason!: StopReasonDto | null;

  @ApiProperty({
    type: EventsFilterDto,
    nullable: true,
    description:
      'Which dead letters the job takes, as the plan said; null: the plan named them, or the job undoes another one.',
    example: { error_code: 'validation_failed' },
  })
  filter!: object | null;

  @ApiProperty({
    type: JobCorrectionDto,
    nullable: true,
    description: 'What a job corrects with; null: it does something else.',
  })
  correction!: JobCorrectionDto | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: null,
    description: 'The job whose corrections this one undoes.',
  })
  undoes!: string | null;

  @ApiProperty({ example: 1_200, description: 'Members; before the start, those that matched at the plan.' })
  total!: number;

  @ApiProperty({ example: 600, description: 'Members with an outcome: the sum of the next three.' })
  done!: number;

  @ApiProperty({ example: 590 })
  succeeded!: number;

  @ApiProperty({ example: 8 })
  failed!: number;

  @ApiProperty({ example: 2 })
  skipped!: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { succeeded: 590, failed: 8, skipped_leased: 2 },
    description: 'How many members have which outcome. When the job has ended the sum is `total`.',
  })
  outcomes!: Partial<Record<Outcome, number>>;

  @ApiProperty({
    type: RemainsDto,
    nullable: true,
    description: 'What an erasure has left in the store; null: the job does something else.',
  })
  remains!: RemainsDto | null;

  @ApiProperty({ example: 20 })
  rate_per_second!: number;

  @ApiProperty({ example: 8 })
  concurrency!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    example: 30,
    description: 'Seconds; null when the job has ended.',
  })
  eta_s!: number | null;

  @ApiProperty({ example: '2024-10-23T19:39:05.678Z' })
  planned_at!: string;

  @ApiProperty({ type: String, nullable: true, example: '2024-10-23T19:40:05.678Z' })
  started_at!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  ended_at!: string | null;

  @ApiProperty({ example: 'ada', description: 'Who planned it.' })
  by!: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'grace',
    description: 'Who started or resumed it last: attempts and edits carry the name.',
  })
  started_by!: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'the CRM is up again' })
  reason!: string | null;
}

export class JobsPageDto {
  @ApiProperty({ type: [JobDto], description: 'The latest planned first.' })
  items!: JobDto[];

  @ApiProperty({ description: 'Empty: there is no more.', example: '' })
  next_token!: string;
}

export class MembersQueryDto extends PageQueryDto {
  @ApiPropertyOptional({ enum: OUTCOMES, description: 'Those with this outcome alone.' })
  @IsOptional()
  @IsIn(OUTCOMES, { message: `one of ${OUTCOMES.join(', ')}` })
  outcome?: Outcome;
}

export class MemberDto {
  @ApiProperty({ example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  trace_id!: string;

  @ApiProperty({ enum: OUTCOMES, nullable: true, description: 'null: it has none yet.' })
  outcome!: Outcome | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  error_code!: string | null;

  @ApiProperty({ type: String, nullable: true, example: null })
  error!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '2024-10-23T19:39:05.678Z' })
  at!: string | null;
}

export class MembersPageDto {
  @ApiProperty({ type: [MemberDto], description: 'The oldest dead letters first.' })
  items!: MemberDto[];

  @ApiProperty({ description: 'Empty: there is no more.', example: '' })
  next_token!: string;
}
