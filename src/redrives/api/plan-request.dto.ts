import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  Allow,
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  Min,
} from 'class-validator';
import { ReasonDto } from '../../audit/reason.dto.js';
import { EventsFilterDto } from '../../catalog/events-filter.dto.js';
import {
  AFTER_CORRECTION,
  PLAN_ACTIONS,
  type AfterCorrection,
  type PlanAction,
} from '../../domain/job/job.js';
import { MAX_CORRECTION_LENGTH } from '../plan/job-correction.js';
import { PaceDto, StopRulesDto } from './pace.dto.js';

/** Dead letters that one request names. */
export const MAX_TRACE_IDS = 10_000;

const MAX_STEPS = 10;
const MAX_STEP = 10_000;
const STEPS = { message: `at most ${MAX_STEPS} whole numbers from 1 to ${MAX_STEP}` };
const COUNT = { message: 'a whole number from 0' };
const BOOLEAN = { message: 'true or false' };

/** `filter`, `trace_ids` and `stop` are read by themselves: the check of a body does not look into objects. */
export class PlanRequestDto extends PaceDto {
  @ApiProperty({ enum: PLAN_ACTIONS })
  @IsIn(PLAN_ACTIONS, { message: `one of ${PLAN_ACTIONS.join(', ')}` })
  action!: PlanAction;

  @ApiPropertyOptional({ type: EventsFilterDto, description: 'The filters of `GET /events`.' })
  @Allow()
  filter?: unknown;

  @ApiPropertyOptional({
    type: [String],
    maxItems: MAX_TRACE_IDS,
    description:
      'In the place of a filter: the dead letters themselves. One that is named twice counts once.',
  })
  @Allow()
  trace_ids?: unknown;

  @ApiPropertyOptional({
    oneOf: [{ type: 'array', items: { type: 'object' } }, { type: 'object' }],
    description: 'Of `correct`: a JSON Patch (a list) or a merge patch (an object) of each event.',
  })
  @Allow()
  patch?: unknown;

  @ApiPropertyOptional({
    type: String,
    maxLength: MAX_CORRECTION_LENGTH,
    description:
      'Of `correct`, in the place of a patch: JSONata over each event. It makes the corrected event.',
  })
  @IsOptional()
  @IsString({ message: 'a JSONata expression' })
  expression?: string;

  @ApiPropertyOptional({
    enum: AFTER_CORRECTION,
    default: 'retry',
    description: 'Of `correct`: whether a corrected member is retried, or waits for a person.',
  })
  @IsOptional()
  @IsIn(AFTER_CORRECTION, { message: `one of ${AFTER_CORRECTION.join(', ')}` })
  then?: AfterCorrection;

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
