import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../../access/required-role.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { shownUrl } from '../../domain/target/target-url.js';
import { TAGS } from '../../http/api-tags.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { API_PROBLEMS } from '../../http/problem-examples.js';
import { TargetBreakers } from '../target-breakers.js';
import { TargetRoutes } from '../targets/target-routes.js';
import { TargetCalls, type LatestCalls } from './target-calls.js';
import { TargetsStatusDto } from './targets.dto.js';

@ApiTags(TAGS.look)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/targets')
export class TargetsController {
  constructor(
    private readonly routes: TargetRoutes,
    private readonly breakers: TargetBreakers,
    private readonly calls: TargetCalls,
    @Inject(CONFIG) private readonly config: Pick<Config, 'cxone'>,
  ) {}

  @Get()
  @RequiresRole('viewer')
  @ApiOperation({
    summary: 'Show how the targets and CXone are doing',
    description: 'What this process has seen since its start. Other replicas may have seen something else.',
  })
  @ApiOkResponse({ type: TargetsStatusDto })
  show(): TargetsStatusDto {
    const urls = new Map(this.routes.inForce.table.targets.map(({ name, url }) => [`target:${name}`, url]));
    const names = new Set([...urls.keys(), ...this.breakers.known.map(({ target }) => target)]);
    const { api } = this.config.cxone;
    return {
      items: [...names].map((name) => {
        const url = urls.get(name);
        return {
          name,
          url: url === undefined ? null : shownUrl(url),
          breaker: this.breakers.stateOf(name),
          ...latest(this.calls.of(name)),
        };
      }),
      cxone: api === null ? null : { base_url: api.baseUrl, token: latest(this.calls.tokens) },
    };
  }
}

function latest({ okAt, failedAt, errorCode }: LatestCalls) {
  return { last_ok_at: timeOf(okAt), last_failed_at: timeOf(failedAt), last_error_code: errorCode };
}

function timeOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
