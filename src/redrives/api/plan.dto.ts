import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  Allow,
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  Max,
  Min,
} from 'class-validator';
import { ReasonDto } from '../../audit/reason.dto.js';
import { JOB_ACTIONS, JOB_STATES, type JobAction, type JobState } from '../../domain/job/job.js';
import { EventsFilterDto } from '../../catalog/events-filter.dto.js';

/** Dead letters that one request names. */
export const MAX_TRACE_IDS = 10_000;

const MAX_RATE = 1_000;
const MAX_CONCURRENCY = 100;
const MAX_STEPS = 10;
const MAX_STEP = 10_000;
const RATE = { message: `a number from 0.1 to ${MAX_RATE}` };
const CONCURRENCY = { message: `a whole number from 1 to ${MAX_CONCURRENCY}` };
const STEPS = { message: `at most ${MAX_STEPS} whole numbers from 1 to ${MAX_STEP}` };
const PERCENT = { message: 'a number from 0 to 100' };
const AFTER = { message: 'a whole number from 1 to 1000' };
const COUNT = { message: 'a whole number from 0' };
const BOOLEAN = { message: 'true or false' };

/** When a job stops itself. */
export class StopRulesDto {
  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    maximum: 100,
    default: 30,
    description: 'Share of failures that is borne.',
  })
  @IsOptional()
  @IsNumber({}, PERCENT)
  @Min(0, PERCENT)
  @Max(100, PERCENT)
  failure_percent: number = 30;

  @ApiPropertyOptional({
    type: Number,
    minimum: 1,
    maximum: 1_000,
    default: 20,
    description: 'The latest attempts that count.',
  })
  @IsOptional()
  @IsInt(AFTER)
  @Min(1, AFTER)
  @Max(1_000, AFTER)
  after: number = 20;

  @ApiPropertyOptional({
    type: Boolean,
    default: true,
    description: 'Also at a cause that no member had before.',
  })
  @IsOptional()
  @IsBoolean(BOOLEAN)
  on_new_cause: boolean = true;
}

/** How fast a job goes. */
export class PaceDto extends ReasonDto {
  @ApiPropertyOptional({
    type: Number,
    minimum: 0.1,
    maximum: MAX_RATE,
    description: 'Members begun in a second.',
  })
  @IsOptional()
  @IsNumber({}, RATE)
  @Min(0.1, RATE)
  @Max(MAX_RATE, RATE)
  rate_per_second?: number;

  @ApiPropertyOptional({
    type: Number,
    minimum: 1,
    maximum: MAX_CONCURRENCY,
    description: 'Members at once, and not more than `RETRY_CONCURRENCY`.',
  })
  @IsOptional()
  @IsInt(CONCURRENCY)
  @Min(1, CONCURRENCY)
  @Max(MAX_CONCURRENCY, CONCURRENCY)
  concurrency?: number;
}

/** `filter`, `trace_ids` and `stop` are read by themselves: the check of a body does not look into objects. */
export class PlanRequestDto extends PaceDto {
  @ApiProperty({ enum: JOB_ACTIONS })
  @IsIn(JOB_ACTIONS, { message: `one of ${JOB_ACTIONS.join(', ')}` })
  action!: JobAction;

  @ApiPropertyOptional({ type: EventsFilterDto, description: 'The filters of `GET /events`.' })
  @Allow()
  filter?: unknown;

  @ApiPropertyOptional({ type: [String], maxItems: MAX_TRACE_IDS, description: 'In the place of a filter.' })
  @Allow()
  trace_ids?: unknown;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Needed where the filter is empty.' })
  @IsOptional()
  @IsBoolean(BOOLEAN)
  all: boolean = false;

  @ApiPropertyOptional({
    type: [Number],
    default: [1, 5, 20],
    description: 'Members that are tried before the others, step by step. `[]`: none.',
  })
  @IsOptional()
  @IsArray(STEPS)
  @ArrayMaxSize(MAX_STEPS, STEPS)
  @IsInt({ each: true, ...STEPS })
  @Min(1, { each: true, ...STEPS })
  @Max(MAX_STEP, { each: true, ...STEPS })
  canary: number[] = [1, 5, 20];

  @ApiPropertyOptional({ type: StopRulesDto })
  @Allow()
  stop?: unknown;

  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    description: '409 `count_moved` where another number matches.',
  })
  @IsOptional()
  @IsInt(COUNT)
  @Min(0, COUNT)
  expected_count?: number;
}

export class StartRequestDto extends ReasonDto {
  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    description: '409 `count_moved` where another number matches.',
  })
  @IsOptional()
  @IsInt(COUNT)
  @Min(0, COUNT)
  expected_count?: number;
}

/** The first one is what Swagger UI sends as opened. */
export const PLAN_EXAMPLES = {
  cause: {
    summary: 'Retry those of one cause, ten a second',
    value: { action: 'retry', filter: { error_code: 'validation_failed' }, rate_per_second: 10 },
  },
  all: { summary: 'Retry all unresolved dead letters', value: { action: 'retry', all: true } },
  discard: {
    summary: 'Discard those of one tenant',
    value: { action: 'discard', filter: { tenant_id: 't_456' }, reason: 'a test tenant' },
  },
};

class SampledCauseDto {
  @ApiProperty({ example: 'validation_failed' })
  error_code!: string;

  @ApiProperty({ example: 'missing required field: interaction_id in event evt_123' })
  error!: string;

  @ApiProperty({ example: 'v2-9f86d081884c7d65' })
  fingerprint!: string;

  @ApiProperty({ example: 3 })
  count!: number;
}

class SampleDto {
  @ApiProperty({ example: 1_000, description: 'Members that were tried without sending anything.' })
  size!: number;

  @ApiProperty({ example: 990 })
  would_pass!: number;

  @ApiProperty({ example: 10 })
  would_fail!: number;

  @ApiProperty({ type: [SampledCauseDto], description: 'The most frequent first.' })
  by_cause!: SampledCauseDto[];
}

class PlanExampleDto {
  @ApiProperty({ example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015' })
  trace_id!: string;

  @ApiProperty({ type: String, nullable: true, example: 'validation_failed' })
  error_code!: string | null;

  @ApiProperty({ example: 'missing required field: interaction_id in event evt_123' })
  error!: string;
}

export class PlanDto {
  @ApiProperty({ example: 'JOB-1729712345678-3f1c' })
  job_id!: string;

  @ApiProperty({ enum: JOB_STATES, example: 'planned' })
  state!: JobState;

  @ApiProperty({ example: 1_200, description: 'Dead letters that the job takes now.' })
  matched!: number;

  @ApiProperty({ example: 2, description: 'Different causes among them.' })
  groups!: number;

  @ApiProperty({ type: SampleDto })
  sample!: SampleDto;

  @ApiProperty({ type: [PlanExampleDto], description: 'The oldest ones.' })
  examples!: PlanExampleDto[];

  @ApiProperty({
    example: 3,
    description:
      'Those with an attempt that leaves open whether the target has done it: `worker_lost`, `processing_timeout`, ' +
      '`upstream_timeout`, or one that has begun and not ended.',
  })
  may_have_happened!: number;

  @ApiProperty({ example: 120, description: 'Seconds, at the rate of the plan.' })
  eta_s!: number;
}
