import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../access/required-role.js';
import { TAGS } from '../http/api-tags.js';
import { ApiProblems } from '../http/problem.dto.js';
import { API_PROBLEMS, CHANGE_PROBLEMS } from '../http/problem-examples.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { statsOf } from './catalog-stats.js';
import { CatalogService, type CatalogState } from './catalog.service.js';
import { RefreshDto, StatsDto, type CatalogStateDto } from './stats.dto.js';

@ApiTags(TAGS.look)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/dlq')
export class CatalogController {
  constructor(
    private readonly service: CatalogService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get('stats')
  @RequiresRole('viewer')
  @ApiOperation({ summary: 'Count dead letters', description: 'From the catalog, without asking the store.' })
  @ApiOkResponse({ type: StatsDto })
  stats(): StatsDto {
    const now = this.clock.now();
    const stats = statsOf(this.service.catalog, now);
    const oldest = stats.oldestUnresolvedAt;
    return {
      catalog: stateDto(this.service.state),
      total: stats.total,
      by_status: stats.byStatus,
      by_tenant: stats.byTenant,
      other_tenants: stats.otherTenants,
      by_error_code: stats.byErrorCode,
      by_schema_version: stats.bySchemaVersion,
      oldest_unresolved_at: oldest === null ? null : new Date(oldest).toISOString(),
      oldest_unresolved_age_s: oldest === null ? null : Math.max(0, Math.round((now - oldest) / 1_000)),
      due_now: stats.dueNow,
      by_hour: stats.byHour.map(({ hour, count }) => ({ hour: new Date(hour).toISOString(), count })),
    };
  }

  @Post('catalog/refresh')
  @RequiresRole('operator')
  @HttpCode(200)
  @ApiOperation({
    summary: 'List the store now',
    description:
      'Own changes are known at once, what others write within seconds where the dead letter is younger than two ' +
      'hours, and the rest with the next full listing. This makes one now, such as after repairs by ' +
      'hand; who asks while it is under way shares it.',
  })
  @ApiOkResponse({ type: RefreshDto })
  @ApiProblems(...CHANGE_PROBLEMS)
  refresh(): Promise<RefreshDto> {
    return this.service.refresh();
  }
}

export function stateDto({ state, records, listedAt }: CatalogState): CatalogStateDto {
  return { state, records, listed_at: listedAt === null ? null : new Date(listedAt).toISOString() };
}
