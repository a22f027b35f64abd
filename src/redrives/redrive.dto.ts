import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Allow, IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { REASON } from '../audit/reason.dto.js';
import { EventsFilterDto } from '../catalog/events-filter.dto.js';

const MAX_REDRIVE = 1_000;

const LIMIT = { message: `a whole number from 1 to ${MAX_REDRIVE}` };

export class RedriveRequestDto extends EventsFilterDto {
  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: MAX_REDRIVE, default: MAX_REDRIVE })
  @IsOptional()
  @IsInt(LIMIT)
  @Min(1, LIMIT)
  @Max(MAX_REDRIVE, LIMIT)
  limit: number = MAX_REDRIVE;

  @ApiPropertyOptional(REASON)
  @Allow()
  reason?: unknown;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Needed where no filter is given: the request then takes every parked dead letter.',
  })
  @IsOptional()
  @IsBoolean({ message: 'true or false' })
  all: boolean = false;
}

/** The first one is what Swagger UI sends as opened. */
export const REDRIVE_EXAMPLES = {
  all: { summary: 'The oldest 20 of all parked dead letters', value: { all: true, limit: 20 } },
  cause: {
    summary: 'Those of one cause',
    value: { error_code: 'validation_failed', schema_version: 'v2.1', limit: 20 },
  },
};

export class RedriveDto {
  @ApiProperty({ example: 1_000, description: 'Are due now; the sweep retries them.' })
  redriven!: number;

  @ApiProperty({ example: 0, description: 'Left as they were: in other hands, or changed meanwhile.' })
  skipped!: number;

  @ApiProperty({ description: 'The filter takes more: ask again.' })
  more!: boolean;
}
