import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { Allow } from 'class-validator';
import { DEFAULT_PAGE_LIMIT, MAX_PAGE_LIMIT, queryPageLimit } from './page-limit.js';

/** Which page of a listing a query asks for. */
export class PageQueryDto {
  @ApiPropertyOptional({ minimum: 1, maximum: MAX_PAGE_LIMIT, default: DEFAULT_PAGE_LIMIT, type: Number })
  @Allow()
  @Transform(({ value }) => queryPageLimit(value))
  limit: number = DEFAULT_PAGE_LIMIT;

  @ApiPropertyOptional({ description: '`next_token` of the page before.', type: String })
  @Allow()
  next_token?: unknown;
}
