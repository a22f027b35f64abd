import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { JOB_STATES, type JobState } from '../../domain/job/job.js';

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

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    description: 'Of `correct`: the event.',
  })
  before?: object;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: true,
    nullable: true,
    description: 'Of `correct`: the corrected event; null: the correction makes none of it.',
  })
  after?: object | null;

  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'object' },
    nullable: true,
    description: 'Of `correct`: a JSON Patch from `before` to `after`.',
  })
  diff?: object[] | null;

  @ApiPropertyOptional({ type: Boolean, description: 'Of `correct`.' })
  would_pass?: boolean;

  @ApiPropertyOptional({
    type: 'object',
    properties: { error_code: { type: 'string' }, error: { type: 'string' } },
    nullable: true,
    description: 'Of `correct`: why the corrected event would not pass.',
  })
  would_fail?: object | null;
}

class LeftOutDto {
  @ApiProperty({
    type: [String],
    example: ['DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015'],
    description: 'Those of which there is no record.',
  })
  gone!: string[];

  @ApiProperty({
    type: [String],
    example: [],
    description: 'Those whose status the action does not take: a discarded one is not retried.',
  })
  other_status!: string[];
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

  @ApiProperty({
    type: LeftOutDto,
    nullable: true,
    description: 'Of `trace_ids`: those that the job would not take. null: the plan has a filter.',
  })
  left_out!: LeftOutDto | null;

  @ApiProperty({ example: 120, description: 'Seconds, at the rate of the plan.' })
  eta_s!: number;
}
