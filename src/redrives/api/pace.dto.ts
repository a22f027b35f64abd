import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, IsNumber, IsOptional, Max, Min } from 'class-validator';
import { ReasonDto } from '../../audit/reason.dto.js';

const MAX_RATE = 1_000;
const MAX_CONCURRENCY = 100;
const RATE = { message: `a number from 0.1 to ${MAX_RATE}` };
const CONCURRENCY = { message: `a whole number from 1 to ${MAX_CONCURRENCY}` };
const PERCENT = { message: 'a number from 0 to 100' };
const AFTER = { message: 'a whole number from 1 to 1000' };
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
