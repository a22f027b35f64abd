import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { EventsFilterDto } from '../events-filter.dto.js';

const FORMATS = ['ndjson', 'csv'] as const;

export class ExportQueryDto extends EventsFilterDto {
  @ApiPropertyOptional({ enum: FORMATS, default: 'ndjson' })
  @IsOptional()
  @IsIn(FORMATS, { message: 'ndjson or csv' })
  format: (typeof FORMATS)[number] = 'ndjson';

  @ApiPropertyOptional({
    example: 'DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015',
    description: 'Goes on after the dead letter of this trace id.',
  })
  @IsOptional()
  @Matches(/^DLQ-(?:\d{13}-[\da-f]{32}|\d{19})$/, { message: 'a trace id' })
  after?: string;
}
