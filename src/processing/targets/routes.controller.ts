import { Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequiresRole } from '../../access/required-role.js';
import type { Author } from '../../audit/author.js';
import { ByAuthor } from '../../audit/author.pipe.js';
import { TakesReason } from '../../audit/reason.dto.js';
import { TAGS } from '../../http/api-tags.js';
import { ApiProblems } from '../../http/problem.dto.js';
import { API_PROBLEMS, AUDITED_PROBLEMS } from '../../http/problem-examples.js';
import { Problem } from '../../http/problem.js';
import { RoutesLifecycle } from './routes-lifecycle.js';
import { TargetRoutes } from './target-routes.js';
import { RoutesDto, routesDto } from './routes.dto.js';

@ApiTags(TAGS.rules)
@ApiProblems(...API_PROBLEMS)
@Controller('api/v1/routes')
export class RoutesController {
  constructor(
    private readonly routes: TargetRoutes,
    private readonly lifecycle: RoutesLifecycle,
  ) {}

  @Get()
  @RequiresRole('viewer')
  @ApiOperation({
    summary: 'Show the routes in force',
    description:
      'Of this process. Secrets, the values of headers and the queries of addresses are not shown.',
  })
  @ApiOkResponse({ type: RoutesDto })
  show(): RoutesDto {
    return routesDto(this.routes.inForce);
  }

  @Post('reload')
  @RequiresRole('admin')
  @TakesReason()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Read the routes again',
    description:
      'All or nothing: where anything in the file is wrong, the routes in force stay. This is for the process ' +
      'that answers; every process takes a changed file by itself within 5 s.',
  })
  @ApiOkResponse({ type: RoutesDto })
  @ApiProblems(...AUDITED_PROBLEMS, 'invalid_request', 'reason_required', 'invalid_routes')
  async reload(@ByAuthor() author: Author): Promise<RoutesDto> {
    const result = await this.lifecycle.reloadFor(author);
    if (result.loaded) return this.show();
    throw new Problem({
      status: 422,
      code: 'invalid_routes',
      detail: 'The routes have problems; those in force stay.',
      errors: result.problems,
    });
  }
}
